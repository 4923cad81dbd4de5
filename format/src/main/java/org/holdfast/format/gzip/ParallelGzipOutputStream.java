package org.holdfast.format.gzip;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Compresses to one gzip member (RFC 1952) on several processors: the input is cut into blocks that are compressed
/// apart, each with the end of the one before as its dictionary, and joined in order. What looks incompressible is
/// stored. The result depends on the input and the level only, not on the number of threads.
///
/// The writing thread compresses too, and alone writes to the sink. Memory is some 600 KiB a block: two blocks, or two
/// more than twice the threads. `flush()` does nothing, since ending a block early would change the result. Does
/// not close its sink.
///
/// Must be closed, always from the thread that writes. `close()` ends the member; after a failure, of the sink or by
/// an interrupt ([InterruptedIOException]), every write throws, and `close()` only frees what is held: the
/// output stays recognisably cut short. Not thread-safe.
public final class ParallelGzipOutputStream extends OutputStream {
    /// No name, no time, unknown system: nothing in the header depends on where and when.
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    /// An empty last block of fixed Huffman codes, so that no other block need know whether it is the last.
    private static final byte[] END_OF_DEFLATE = {3, 0};

    /// Checksum and size.
    private static final int TRAILER_BYTES = 8;

    private final OutputStream sink;
    private final Deflater deflater;
    private final List<Thread> workers = new ArrayList<>();
    private final BlockingQueue<Block> waiting = new LinkedBlockingQueue<>();
    private final Queue<Block> inOrder = new ArrayDeque<>();
    private final Queue<Block> free = new ArrayDeque<>();
    private final CRC32 crc = new CRC32();
    private long total;
    private Block current = new Block();
    private boolean usable = true;
    private boolean closed;

    /// Writes the header.
    ///
    /// @param level 1 (fast) to 9 (small)
    /// @param threads how many processors to use, the writing thread's included; 1 starts no thread
    public ParallelGzipOutputStream(OutputStream sink, int level, int threads) throws IOException {
        if (level < 1 || level > 9 || threads < 1) {
            throw new IllegalArgumentException("level " + level + " or threads " + threads + " out of range");
        }
        this.sink = sink;
        sink.write(HEADER);
        deflater = new Deflater(level, true);
        // One block is filled while others are compressed; with several threads, none should wait for the writer.
        int blocks = threads == 1 ? 2 : 2 * threads + 2;
        for (int i = 1; i < blocks; i++) {
            free.add(new Block());
        }
        for (int i = 1; i < threads; i++) {
            workers.add(Thread.ofPlatform().daemon().name("gzip-" + i).start(() -> work(waiting, level)));
        }
    }

    /// The most that so many bytes become: if none of them can be compressed.
    public static long largestSize(long bytes) {
        return HEADER.length + Block.storedSize(bytes) + END_OF_DEFLATE.length + TRAILER_BYTES;
    }

    /// Until interrupted.
    private static void work(BlockingQueue<Block> waiting, int level) {
        try (Deflater deflater = new Deflater(level, true)) {
            while (true) {
                waiting.take().compress(deflater);
            }
        } catch (InterruptedException _) {
            // That is how close() ends it.
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (!usable) {
            throw new IOException(closed ? "the stream is closed" : "compression failed before");
        }
        usable = false;
        int at = offset;
        while (at < offset + length) {
            at += current.fill(bytes, at, offset + length - at);
            if (current.isFull()) {
                Block full = current;
                submit(full);
                current = free.isEmpty() ? emitOldest() : free.remove();
                current.follow(full);
            }
        }
        usable = true;
    }

    private void submit(Block block) {
        block.checksum(crc);
        total += block.length();
        inOrder.add(block);
        waiting.add(block);
    }

    /// Rather than wait for the oldest block, this thread compresses those that wait.
    private Block emitOldest() throws IOException {
        Block oldest = inOrder.remove();
        try {
            while (!oldest.isDone()) {
                Block next = waiting.poll();
                if (next == null) {
                    oldest.awaitDone();
                    break;
                }
                next.compress(deflater);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted while compressing");
        }
        oldest.emit(sink);
        return oldest;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        boolean complete = usable;
        usable = false;
        try {
            if (complete) {
                end();
            }
        } finally {
            waiting.clear();
            workers.forEach(Thread::interrupt);
            deflater.end();
        }
    }

    private void end() throws IOException {
        if (current.length() > 0) {
            submit(current);
        }
        while (!inOrder.isEmpty()) {
            emitOldest();
        }
        sink.write(END_OF_DEFLATE);
        sink.write(littleEndian32(crc.getValue()));
        sink.write(littleEndian32(total));
        sink.flush();
    }

    private static byte[] littleEndian32(long value) {
        return new byte[] {(byte) value, (byte) (value >> 8), (byte) (value >> 16), (byte) (value >> 24)};
    }
}
