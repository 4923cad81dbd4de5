package org.holdfast.engine.verify;

import java.util.Arrays;
import org.holdfast.names.BytePath;

/// How many files of a backup there are in each slice. For one thread.
public final class SliceCounts {
    private final long[] files = new long[Slices.TOTAL];

    public void add(BytePath file) {
        files[Slices.slice(file)]++;
    }

    /// The fewest slices that have so many per cent of the files.
    ///
    /// @param first the one to begin with, as a record says, so perhaps anything
    /// @param percent 1 to 100
    public Slices choose(int first, int percent) {
        int begin = Math.floorMod(first, Slices.TOTAL);
        long all = Arrays.stream(files).sum();
        long chosen = 0;
        for (int count = 1; count < Slices.TOTAL; count++) {
            chosen += files[(begin + count - 1) % Slices.TOTAL];
            if (chosen * 100 >= all * percent && percent < 100) {
                return new Slices(begin, count);
            }
        }
        return new Slices(begin, Slices.TOTAL);
    }
}
