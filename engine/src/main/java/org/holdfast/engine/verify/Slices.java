package org.holdfast.engine.verify;

import java.util.zip.CRC32;
import org.holdfast.names.BytePath;

/// Some of the hundred slices into which the files of a backup fall by their paths, about equally many into each.
/// Whoever reads a few of them each time, beginning where the last time ended, reads everything in the end.
///
/// @param first the slice to begin with, 0 to 99
/// @param count how many, 1 to 100; after the last comes the first
public record Slices(int first, int count) {
    static final int TOTAL = 100;

    public Slices {
        if (first < 0 || first >= TOTAL || count < 1 || count > TOTAL) {
            throw new IllegalArgumentException("there are " + TOTAL + " slices, not " + first + " and " + count);
        }
    }

    /// All of them.
    public static Slices all() {
        return new Slices(0, TOTAL);
    }

    public boolean areAll() {
        return count == TOTAL;
    }

    public boolean contain(BytePath path) {
        return Math.floorMod(slice(path) - first, TOTAL) < count;
    }

    /// The one after the last of these.
    public int next() {
        return (first + count) % TOTAL;
    }

    static int slice(BytePath path) {
        CRC32 hash = new CRC32();
        hash.update(path.bytes());
        return (int) (hash.getValue() % TOTAL);
    }
}
