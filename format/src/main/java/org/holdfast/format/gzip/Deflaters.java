package org.holdfast.format.gzip;

import java.util.zip.Deflater;

/// Where compressors come from. Thread-safe; each compressor is for one thread, makes raw deflate data (RFC 1951) of
/// whole inputs, and is to be closed.
///
/// No more is asked of them than native ones can do: `setInput` and `deflate` at offset 0, `finish`, `finished`,
/// `reset`; no dictionary, no flush, and always room for the whole result.
@FunctionalInterface
public interface Deflaters {
    Deflater open();

    /// Those of the JDK.
    ///
    /// @param level 1 (fast) to 9 (small)
    static Deflaters ofLevel(int level) {
        if (level < 1 || level > 9) {
            throw new IllegalArgumentException("level must be 1 to 9, not " + level);
        }
        return () -> new Deflater(level, true);
    }

    /// The fastest there are here.
    static Deflaters fast() {
        return IsaL.isLoaded() ? IsaL::deflater : ofLevel(1);
    }
}
