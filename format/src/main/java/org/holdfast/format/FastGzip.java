package org.holdfast.format;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Gzip at the fastest level: a manifest is mostly digests, which no level makes smaller.
final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
        super(out, 1 << 16);
        def.setLevel(Deflater.BEST_SPEED);
    }
}
