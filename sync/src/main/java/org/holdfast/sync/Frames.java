package org.holdfast.sync;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Byte strings in a row, each as its length, a CRC-32C over length and content (both 4 bytes, big endian), and the
/// content. The length is covered too, so that a file's end full of zeros is no row of empty strings.
final class Frames {
    static final int HEAD_BYTES = 8;

    /// Far above any record: paths and names of attributes are at most 64 KiB, values a few of them.
    private static final int MAX_BYTES = 64 << 20;

    private Frames() {}

    /// One frame, ready to be written.
    static byte[] framed(byte[] content, int length) {
        ByteBuffer frame = ByteBuffer.allocate(HEAD_BYTES + length);
        frame.putInt(length).putInt(checksum(content, length)).put(content, 0, length);
        return frame.array();
    }

    /// The content of the next frame, null at the end of the stream.
    ///
    /// @throws TornException if there is something else than a frame
    static byte @Nullable [] next(InputStream in) throws IOException {
        byte[] head = in.readNBytes(HEAD_BYTES);
        if (head.length == 0) {
            return null;
        }
        if (head.length < HEAD_BYTES) {
            throw new TornException("it ends inside a record");
        }
        ByteBuffer numbers = ByteBuffer.wrap(head);
        int length = numbers.getInt();
        int checksum = numbers.getInt();
        if (length < 0 || length > MAX_BYTES) {
            throw new TornException("a record has an impossible length");
        }
        byte[] content = in.readNBytes(length);
        if (content.length < length) {
            throw new TornException("it ends inside a record");
        }
        if (checksum != checksum(content, length)) {
            throw new TornException("a record's checksum is wrong");
        }
        return content;
    }

    private static int checksum(byte[] content, int length) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(4).putInt(0, length));
        crc.update(content, 0, length);
        return (int) crc.getValue();
    }

    /// What was read is no frame.
    static final class TornException extends IOException {
        private static final long serialVersionUID = 1L;

        TornException(String message) {
            super(message);
        }
    }
}
