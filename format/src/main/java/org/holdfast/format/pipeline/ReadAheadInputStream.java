package org.holdfast.format.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Has another thread read a source, up to 1 MiB ahead of the reader: what the source does to produce its bytes
/// overlaps with what the reader does with them.
///
/// A failure of the source, the same instance, is thrown where it happened, behind all bytes that came before it, and
/// at each later read. The source may have been read farther than the reader ever came.
///
/// Must be closed; no more is read from the source when `close()` returns, which waits for a read in progress. The
/// source's thread is interrupted only if the reader's is. Does not close the source. For one thread.
public final class ReadAheadInputStream extends InputStream {
    private static final int BLOCKS = 8;
    private static final int BLOCK_BYTES = 1 << 17;

    private final Belt<Block> belt = new Belt<>(BLOCKS, () -> new Block(BLOCK_BYTES));
    private final ExecutorService companion = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("read-ahead").factory());
    private @Nullable Block current;

    public ReadAheadInputStream(InputStream source) {
        companion.execute(() -> readAll(source));
    }

    private void readAll(InputStream source) {
        Throwable failure = null;
        try {
            boolean more = true;
            while (more) {
                Block block = belt.toFill();
                if (block == null) {
                    return;
                }
                try {
                    while (more && !block.isFull()) {
                        more = block.readFrom(source);
                    }
                } finally {
                    belt.filled(block);
                }
            }
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            belt.end(failure);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /// @throws InterruptedIOException if the thread is interrupted while it waits for the source
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        while (current == null || current.isEmpty()) {
            if (!advance()) {
                return -1;
            }
        }
        return current.take(bytes, offset, length);
    }

    /// Takes the next block; false after the last.
    private boolean advance() throws IOException {
        if (current != null) {
            current.clear();
            belt.emptied(current);
            current = null;
        }
        current = belt.toEmpty();
        if (current == null) {
            belt.throwFailure();
        }
        return current != null;
    }

    @Override
    public int available() {
        return 0;
    }

    @Override
    public void close() {
        belt.leave(null);
        // Interrupts it only if this thread is interrupted: then both stop for the same reason.
        companion.close();
    }
}
