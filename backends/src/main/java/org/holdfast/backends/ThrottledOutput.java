package org.holdfast.backends;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// A stream whose bytes a [TokenBucket] is asked for. Confined to one thread; closes the stream it wraps.
final class ThrottledOutput extends FilterOutputStream {
    private final TokenBucket bandwidth;

    ThrottledOutput(OutputStream out, TokenBucket bandwidth) {
        super(out);
        this.bandwidth = bandwidth;
    }

    @Override
    public void write(int b) throws IOException {
        bandwidth.take(1);
        out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int count = Math.min(length - done, bandwidth.slice());
            bandwidth.take(count);
            out.write(bytes, offset + done, count);
            done += count;
        }
    }
}
