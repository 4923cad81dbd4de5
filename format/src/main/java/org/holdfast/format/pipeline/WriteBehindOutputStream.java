package org.holdfast.format.pipeline;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Has another thread write to a sink, up to 1 MiB behind the writer: what the writer does to produce its bytes
/// overlaps with what the sink does with them.
///
/// `flush()` waits until the sink has everything, and flushes it: only then is all known to be written. A failure of
/// the sink, the same instance, is thrown at one of the next writes or at the next flush, and at each one after it.
///
/// Must be closed, also after a failure; what was not flushed may then be lost. The sink is not used any more when
/// `close()` returns, which waits for a write in progress. The sink's thread is interrupted only if the writer's is.
/// Does not close the sink. For one thread.
public final class WriteBehindOutputStream extends OutputStream {
    private static final int BLOCKS = 8;
    private static final int BLOCK_BYTES = 1 << 17;

    private final OutputStream sink;
    private final Belt<Block> belt = new Belt<>(BLOCKS, () -> new Block(BLOCK_BYTES));
    private final ExecutorService companion = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("write-behind").factory());
    private @Nullable Block current;

    public WriteBehindOutputStream(OutputStream sink) {
        this.sink = sink;
        companion.execute(this::writeAll);
    }

    private void writeAll() {
        Throwable failure = null;
        try {
            for (Block block = belt.toEmpty(); block != null; block = belt.toEmpty()) {
                block.writeTo(sink);
                block.clear();
                belt.emptied(block);
            }
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            belt.leave(failure);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /// @throws InterruptedIOException if the thread is interrupted while it waits for the sink
    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int at = offset;
        while (at < offset + length) {
            Block block = block();
            at += block.put(bytes, at, offset + length - at);
            if (block.isFull()) {
                handOver();
            }
        }
    }

    private Block block() throws IOException {
        if (current == null) {
            current = belt.toFill();
        }
        if (current == null) {
            throw failed();
        }
        return current;
    }

    private void handOver() {
        if (current != null) {
            belt.filled(current);
            current = null;
        }
    }

    private IOException failed() throws IOException {
        belt.throwFailure();
        return new IOException("the stream is closed");
    }

    @Override
    public void flush() throws IOException {
        handOver();
        belt.awaitEmptied();
        belt.throwFailure();
        sink.flush();
    }

    @Override
    public void close() {
        belt.abandon();
        // Interrupts it only if this thread is interrupted: then both stop for the same reason.
        companion.close();
    }
}
