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

    /// What is stated to be larger is read piece by piece, so that damage cannot make anybody ask for much memory.
    private static final int SMALL_BYTES = 1 << 16;

    private Frames() {}

    /// Puts the head before a content that ends at `end`, and begins behind the head.
    static void head(byte[] frame, int end) {
        ByteBuffer numbers = ByteBuffer.wrap(frame);
        numbers.putInt(end - HEAD_BYTES);
        numbers.putInt(checksum(frame, frame, HEAD_BYTES, end));
    }

    /// The content of the next frame, null at the end of the stream.
    ///
    /// @throws TornException if there is something else than a frame
    static byte @Nullable [] next(InputStream in) throws IOException {
        byte[] head = new byte[HEAD_BYTES];
        int begun = in.readNBytes(head, 0, HEAD_BYTES);
        if (begun == 0) {
            return null;
        }
        if (begun < HEAD_BYTES) {
            throw new TornException("it ends inside a record");
        }
        ByteBuffer numbers = ByteBuffer.wrap(head);
        int length = numbers.getInt();
        if (length < 0 || length > MAX_BYTES) {
            throw new TornException("a record has an impossible length");
        }
        byte[] content = length < SMALL_BYTES ? new byte[length] : in.readNBytes(length);
        int read = length < SMALL_BYTES ? in.readNBytes(content, 0, length) : content.length;
        if (read < length) {
            throw new TornException("it ends inside a record");
        }
        if (numbers.getInt() != checksum(head, content, 0, length)) {
            throw new TornException("a record's checksum is wrong");
        }
        return content;
    }

    /// @param head begins with the length
    private static int checksum(byte[] head, byte[] content, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(head, 0, Integer.BYTES);
        crc.update(content, from, to - from);
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
