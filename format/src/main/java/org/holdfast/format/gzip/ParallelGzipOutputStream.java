package org.holdfast.format.gzip;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.zip.Deflater;

/// Compresses to gzip members (RFC 1952) on several processors: the input is cut into blocks that are compressed apart,
/// each to a member of its own, as every reader of gzip must take them, and joined in order. Each member tells in an
/// extra field how long it is, for [ParallelGzipInputStream]. What looks incompressible is stored. The result depends
/// on the input and the compressor only, not on the number of threads.
///
/// The writing thread compresses too, and alone writes to the sink. Memory is some 600 KiB a block: two blocks, or two
/// more than twice the threads. `flush()` does nothing, since ending a block early would change the result. Does
/// not close its sink.
///
/// Must be closed, always from the thread that writes. After a failure, of the sink or by an interrupt
/// ([InterruptedIOException]), every write throws, and `close()` only frees what is held: the last block, whose
/// content tells an archive's end, is never written. Not thread-safe.
public final class ParallelGzipOutputStream extends OutputStream {
    private final OutputStream sink;
    private final Crew<Deflater, Block> crew;
    private final Queue<Block> free = new ArrayDeque<>();
    private Block current = new Block();
    private boolean isEmpty = true;
    private boolean usable = true;
    private boolean closed;

    /// @param deflaters of raw deflate data, one for each thread
    /// @param threads how many processors to use, the writing thread's included; 1 starts no thread
    public ParallelGzipOutputStream(OutputStream sink, Deflaters deflaters, int threads) {
        this.sink = sink;
        for (int i = 1; i < Crew.jobs(threads); i++) {
            free.add(new Block());
        }
        crew = new Crew<>(deflaters::open, Deflater::end, threads);
    }

    /// The most that so many bytes become: if none of them can be compressed.
    public static long largestSize(long bytes) {
        return Block.largestSize(bytes);
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
                submit(current);
                current = free.isEmpty() ? emitOldest() : free.remove();
                current.clear();
            }
        }
        usable = true;
    }

    private void submit(Block block) {
        isEmpty = false;
        crew.submit(block);
    }

    private Block emitOldest() throws IOException {
        Block oldest = crew.oldest();
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
            crew.close();
        }
    }

    private void end() throws IOException {
        if (current.length() > 0 || isEmpty) {
            submit(current);
        }
        while (!crew.isEmpty()) {
            emitOldest();
        }
        sink.flush();
    }
}
