package org.holdfast.backends.s3.wire;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/// An object's bytes, whose end is reached only if they have the sum that the service keeps. Confined to one thread.
final class SummedInput extends CheckedInputStream {
    private final String expected;

    /// @param expected the CRC32 in base64
    SummedInput(InputStream in, String expected) {
        super(in, new CRC32());
        this.expected = expected;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        if (b < 0) {
            check();
        }
        return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        if (count < 0) {
            check();
        }
        return count;
    }

    private void check() throws IOException {
        String sum = Content.base64(getChecksum());
        if (!sum.equals(expected)) {
            throw new IOException("what arrived has the CRC32 " + sum + ", and the service says " + expected);
        }
    }
}
