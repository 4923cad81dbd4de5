package org.holdfast.format.gzip;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Decompresses raw deflate data (RFC 1951) that is there as a whole. For one thread; to be closed.
public interface WholeInflater extends AutoCloseable {
    /// Decompresses `length` bytes of `data` from `offset` on to the begin of `content`, which has room for `size`
    /// bytes and one more.
    ///
    /// @return whether that gave exactly `size` bytes and the data ended with its last byte, or at most 8 before
    ///     it; if not, nothing is known of why
    boolean inflate(byte[] data, int offset, int length, byte[] content, int size);

    @Override
    void close();

    /// The JDK's.
    final class Zlib implements WholeInflater {
        private final Inflater inflater = new Inflater(true);

        @Override
        public boolean inflate(byte[] data, int offset, int length, byte[] content, int size) {
            try {
                inflater.reset();
                inflater.setInput(data, offset, length);
                return inflater.inflate(content, 0, size + 1) == size
                        && inflater.finished()
                        && inflater.getRemaining() == 0;
            } catch (DataFormatException _) {
                return false;
            }
        }

        @Override
        public void close() {
            inflater.end();
        }
    }
}
