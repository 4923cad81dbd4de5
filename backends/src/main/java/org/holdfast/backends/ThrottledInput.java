package org.holdfast.backends;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A stream whose bytes a [TokenBucket] is asked for. Confined to one thread; closes the stream it wraps.
public final class ThrottledInput extends FilterInputStream {
    private final TokenBucket bandwidth;

    /// @param bandwidth shared with other streams
    public ThrottledInput(InputStream in, TokenBucket bandwidth) {
        super(in);
        this.bandwidth = bandwidth;
    }

    @Override
    public int read() throws IOException {
        int read = in.read();
        bandwidth.take(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, Math.min(length, bandwidth.slice()));
        bandwidth.take(Math.max(0, count));
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = in.skip(count);
        bandwidth.take(skipped);
        return skipped;
    }
}
