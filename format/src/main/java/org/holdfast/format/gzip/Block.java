package org.holdfast.format.gzip;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Semaphore;
import java.util.zip.Checksum;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/// A piece of the input on its way to compressed bytes that end on a byte border, so that pieces compressed apart join
/// into one deflate stream. It carries the window before it, which the compressor may refer back to.
///
/// Used again and again: filled by the writer, compressed by any one thread, emitted by the writer. The queue and
/// [#done] between these steps make each see what the one before did.
final class Block {
    static final int SIZE = 1 << 18;

    /// How far back deflate can refer (RFC 1951).
    private static final int WINDOW = 1 << 15;

    /// What a stored block holds at most, and the bytes before it (RFC 1951, 3.2.4).
    private static final int MAX_STORED = 0xffff;

    private static final int STORED_HEADER = 5;

    private final byte[] input = new byte[WINDOW + SIZE];
    private final byte[] output = new byte[SIZE + STORED_HEADER * (SIZE / MAX_STORED + 1)];
    private final Semaphore done = new Semaphore(0);
    private int window;
    private int length;
    private int compressed;
    private @Nullable Throwable failure;

    /// Starts over behind `before`, which is full.
    void follow(Block before) {
        window = WINDOW;
        length = 0;
        System.arraycopy(before.input, SIZE, input, 0, WINDOW);
    }

    /// Takes bytes while there is room.
    ///
    /// @return how many were taken
    int fill(byte[] bytes, int offset, int count) {
        int taken = Math.min(count, SIZE - length);
        System.arraycopy(bytes, offset, input, WINDOW + length, taken);
        length += taken;
        return taken;
    }

    boolean isFull() {
        return length == SIZE;
    }

    int length() {
        return length;
    }

    void checksum(Checksum checksum) {
        checksum.update(input, WINDOW, length);
    }

    /// Makes the output and reports being done, whatever happens.
    void compress(Deflater deflater) {
        try {
            if (Noise.is(input, WINDOW, length, deflater) || !deflate(deflater)) {
                store();
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            done.release();
        }
    }

    /// Compresses into the output, if the result is smaller than storing the input would be.
    private boolean deflate(Deflater deflater) {
        deflater.reset();
        if (window > 0) {
            deflater.setDictionary(input, WINDOW - window, window);
        }
        deflater.setInput(input, WINDOW, length);
        compressed = deflater.deflate(output, 0, storedSize(), Deflater.SYNC_FLUSH);
        return compressed < storedSize();
    }

    private int storedSize() {
        return length + STORED_HEADER * Math.ceilDiv(length, MAX_STORED);
    }

    /// The most that so many bytes take, cut into blocks.
    static long storedSize(long bytes) {
        long headers = Math.ceilDiv(SIZE, MAX_STORED) * Math.ceilDiv(bytes, (long) SIZE);
        return bytes + STORED_HEADER * headers;
    }

    private void store() {
        int to = 0;
        for (int from = 0; from < length; from += MAX_STORED) {
            int count = Math.min(MAX_STORED, length - from);
            output[to++] = 0;
            output[to++] = (byte) count;
            output[to++] = (byte) (count >> 8);
            output[to++] = (byte) ~count;
            output[to++] = (byte) (~count >> 8);
            System.arraycopy(input, WINDOW + from, output, to, count);
            to += count;
        }
        compressed = to;
    }

    boolean isDone() {
        return done.tryAcquire();
    }

    void awaitDone() throws InterruptedException {
        done.acquire();
    }

    /// To be called once after being done.
    ///
    /// @throws IOException from `sink`, or if compressing failed
    void emit(OutputStream sink) throws IOException {
        if (failure != null) {
            throw new IOException("compression failed", failure);
        }
        sink.write(output, 0, compressed);
    }
}
