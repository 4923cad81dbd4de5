package org.holdfast.format.pipeline;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Has another thread take elements in the order they were added, up to 1024 behind: what it takes to make them
/// overlaps with what is done with them.
///
/// `flush()` waits until all are taken. A failure of the taker, the same instance, is thrown at one of the next
/// additions or at the next flush, and at each one after it.
///
/// Must be closed, also after a failure; what was not flushed may then never be taken. Nothing is taken any more when
/// `close()` returns, which waits for those that are being taken, up to 256. The taker's thread is interrupted only
/// if the caller's is. For one thread.
public final class TakeBehind<T> implements Closeable {
    private static final int BATCHES = 4;
    private static final int BATCH_ELEMENTS = 256;

    /// What is done with each element.
    @FunctionalInterface
    public interface Taker<T> {
        void take(T element) throws IOException;
    }

    private final Belt<List<T>> belt = new Belt<>(BATCHES, () -> new ArrayList<>(BATCH_ELEMENTS));
    private final ExecutorService companion = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("take-behind").factory());
    private @Nullable List<T> current;
    private boolean closed;

    public TakeBehind(Taker<T> taker) {
        companion.execute(() -> takeAll(taker));
    }

    private void takeAll(Taker<T> taker) {
        Throwable failure = null;
        try {
            for (List<T> batch = belt.toEmpty(); batch != null; batch = belt.toEmpty()) {
                for (T element : batch) {
                    taker.take(element);
                }
                batch.clear();
                belt.emptied(batch);
            }
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            belt.leave(failure);
        }
    }

    /// Adds one that shall be taken.
    ///
    /// @throws InterruptedIOException if the thread is interrupted while it waits for the taker
    public void add(T element) throws IOException {
        requireOpen();
        if (current == null) {
            current = belt.toFill();
        }
        if (current == null) {
            belt.throwFailure();
            throw new IllegalStateException("whoever takes left without a reason");
        }
        current.add(element);
        if (current.size() == BATCH_ELEMENTS) {
            handOver();
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("it is closed");
        }
    }

    private void handOver() {
        if (current != null) {
            belt.filled(current);
            current = null;
        }
    }

    /// Waits until all that was added is taken.
    ///
    /// @throws InterruptedIOException as [#add]
    public void flush() throws IOException {
        requireOpen();
        handOver();
        belt.awaitEmptied();
        belt.throwFailure();
    }

    @Override
    public void close() {
        closed = true;
        belt.abandon();
        // Interrupts it only if this thread is interrupted: then both stop for the same reason.
        companion.close();
    }
}
