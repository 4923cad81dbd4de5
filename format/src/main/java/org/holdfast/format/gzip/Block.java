package org.holdfast.format.gzip;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// A piece of the input on its way to a gzip member (RFC 1952) of its own: filled by the writer, compressed by any one
/// thread, emitted by the writer.
final class Block extends Job<Deflater> {
    static final int SIZE = 1 << 18;

    /// What a stored block holds at most, and the bytes before it (RFC 1951, 3.2.4).
    private static final int MAX_STORED = 0xffff;

    private static final int STORED_HEADER = 5;

    private final byte[] input = new byte[SIZE];
    private final byte[] output = new byte[ample(SIZE)];
    private int length;
    private int compressed;
    private long checksum;

    void clear() {
        length = 0;
    }

    /// Takes bytes while there is room.
    ///
    /// @return how many were taken
    int fill(byte[] bytes, int offset, int count) {
        int taken = Math.min(count, SIZE - length);
        System.arraycopy(bytes, offset, input, length, taken);
        length += taken;
        return taken;
    }

    boolean isFull() {
        return length == SIZE;
    }

    int length() {
        return length;
    }

    /// Makes the output.
    @Override
    void work(Deflater deflater) {
        CRC32 crc = new CRC32();
        crc.update(input, 0, length);
        checksum = crc.getValue();
        if (length == 0 || Noise.is(input, length, deflater) || !deflate(deflater)) {
            store();
        }
    }

    /// Compresses into the output.
    ///
    /// @return whether the result is no larger than storing the input would be
    private boolean deflate(Deflater deflater) {
        compressed = deflate(deflater, input, length, output);
        return compressed <= storedSize(length);
    }

    /// Compresses all of `input` into `output`, which has [#ample] room.
    ///
    /// @return the size of the result
    static int deflate(Deflater deflater, byte[] input, int length, byte[] output) {
        deflater.reset();
        deflater.setInput(input, 0, length);
        deflater.finish();
        int size = deflater.deflate(output, 0, output.length);
        if (!deflater.finished()) {
            throw new IllegalStateException(length + " bytes became more than " + output.length);
        }
        return size;
    }

    /// Room for so many bytes compressed, even if that makes them larger. Native compressors fail for want of room.
    static int ample(int bytes) {
        return bytes + bytes / 8 + 1024;
    }

    /// The most that so many bytes take, cut into blocks.
    static long largestSize(long bytes) {
        long blocks = Math.max(1, Math.ceilDiv(bytes, (long) SIZE));
        return bytes + blocks * (SizedMember.FRAME_BYTES + storedSize(SIZE) - SIZE);
    }

    private static long storedSize(long bytes) {
        return bytes + STORED_HEADER * Math.max(1, Math.ceilDiv(bytes, (long) MAX_STORED));
    }

    private void store() {
        int to = 0;
        int from = 0;
        do {
            int count = Math.min(MAX_STORED, length - from);
            output[to++] = (byte) (from + count == length ? 1 : 0);
            output[to++] = (byte) count;
            output[to++] = (byte) (count >> 8);
            output[to++] = (byte) ~count;
            output[to++] = (byte) (~count >> 8);
            System.arraycopy(input, from, output, to, count);
            to += count;
            from += count;
        } while (from < length);
        compressed = to;
    }

    /// To be called once after being done.
    ///
    /// @throws IOException from `sink`, or if compressing failed
    void emit(OutputStream sink) throws IOException {
        if (failure() != null) {
            throw new IOException("compression failed", failure());
        }
        sink.write(SizedMember.header(compressed));
        sink.write(output, 0, compressed);
        sink.write(SizedMember.trailer(checksum, length));
    }
}
