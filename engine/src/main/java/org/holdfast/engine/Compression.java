package org.holdfast.engine;

import java.util.OptionalInt;
import org.holdfast.format.TgzReader;
import org.holdfast.format.TgzWriter;
import org.holdfast.format.gzip.Deflaters;
import org.holdfast.format.gzip.Inflaters;

/// How a store's archives are compressed and decompressed. Whoever reads them need not know how they were compressed.
///
/// @param level of zlib, 1 (fast) to 9 (small); empty: as fast as can be
/// @param usesNative whether native code may be loaded to be fast
public record Compression(OptionalInt level, boolean usesNative) {
    /// As fast as can be.
    public static final Compression USUAL = new Compression(OptionalInt.empty(), true);

    public Compression {
        if (level.isPresent() && (level.getAsInt() < 1 || level.getAsInt() > 9)) {
            throw new IllegalArgumentException("level must be 1 to 9, not " + level.getAsInt());
        }
    }

    /// On all processors. Loads native code if it is to be used.
    TgzWriter.Compression begin() {
        Deflaters deflaters = level.isEmpty() && usesNative ? Deflaters.fast() : Deflaters.ofLevel(level.orElse(1));
        return new TgzWriter.Compression(deflaters, Runtime.getRuntime().availableProcessors());
    }

    /// On up to four processors, which are faster together than whoever looks at the content. Native code is loaded
    /// when the first archive is read.
    TgzReader.Decompression decompression() {
        return new TgzReader.Decompression(
                usesNative ? Inflaters.fast() : Inflaters.portable(),
                Math.min(4, Runtime.getRuntime().availableProcessors()));
    }
}
