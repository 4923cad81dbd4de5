package org.holdfast.engine.notify;

import java.util.Locale;

/// A number of bytes as people read it. Stateless; thread-safe.
public final class SizeText {
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private SizeText() {}

    /// `512 B`, `1.5 KiB`.
    public static String of(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        // What would be shown as 1024.0 is 1.0 of the next unit.
        while (value >= 1023.95 && unit + 1 < UNITS.length) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
