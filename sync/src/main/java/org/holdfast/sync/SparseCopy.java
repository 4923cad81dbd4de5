package org.holdfast.sync;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.util.Arrays;

/// Copies a stream into a new file, leaving holes where whole blocks are zero.
final class SparseCopy {
    private static final int LARGEST_BUFFER_BYTES = 64 * 1024;

    /// The unit in which common file systems allocate.
    private static final int BLOCK_BYTES = 4096;

    private static final byte[] ZEROS = new byte[BLOCK_BYTES];

    private SparseCopy() {}

    /// Reads `in` to its end.
    ///
    /// @param expected how many bytes there should be; there may be others
    /// @return the number of bytes
    static long copy(InputStream in, FileChannel out, long expected) throws IOException {
        byte[] buffer = new byte[Math.clamp(expected + 1, BLOCK_BYTES, LARGEST_BUFFER_BYTES)];
        long size = 0;
        long end = 0;
        while (true) {
            int filled = in.readNBytes(buffer, 0, buffer.length);
            if (filled == 0) {
                break;
            }
            end = write(buffer, filled, size, out, end);
            size += filled;
        }
        if (end < size) {
            // A hole at the very end: only a write makes the file that long.
            writeFully(ByteBuffer.wrap(ZEROS, 0, 1), size - 1, out);
        }
        return size;
    }

    /// Writes the runs of blocks between the holes.
    ///
    /// @return where the file ends now
    private static long write(byte[] buffer, int filled, long offset, FileChannel out, long end) throws IOException {
        int start = 0;
        long reached = end;
        while (start < filled) {
            int stop = start;
            while (stop < filled && !isHole(buffer, stop, filled)) {
                stop = Math.min(stop + BLOCK_BYTES, filled);
            }
            if (stop > start) {
                writeFully(ByteBuffer.wrap(buffer, start, stop - start), offset + start, out);
                reached = offset + stop;
            }
            start = Math.min(stop + BLOCK_BYTES, filled);
        }
        return reached;
    }

    private static boolean isHole(byte[] buffer, int from, int filled) {
        int to = Math.min(from + BLOCK_BYTES, filled);
        return Arrays.equals(buffer, from, to, ZEROS, 0, to - from);
    }

    /// @throws FileSystemException if the disk is full or broken: that is no trouble with what is read
    private static void writeFully(ByteBuffer bytes, long position, FileChannel out) throws IOException {
        long at = position;
        try {
            while (bytes.hasRemaining()) {
                at += out.write(bytes, at);
            }
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException e) {
            FileSystemException named = new FileSystemException(null, null, e.getMessage());
            named.initCause(e);
            throw named;
        }
    }
}
