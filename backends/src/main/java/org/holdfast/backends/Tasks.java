package org.holdfast.backends;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Runs many tasks, a bounded number at once, as one piece of work that succeeds or fails as a whole.
///
/// ```java
/// try (Tasks tasks = Tasks.over(store)) {
///     for (ObjectKey key : keys) {
///         tasks.submit(() -> store.put(key, source(key)));
///     }
///     tasks.join();
/// }
/// ```
///
/// There is no queue: [#submit] blocks while all permits are taken, so millions of tasks take the memory of a few.
/// The first failure interrupts the other tasks, and the submitting side gets it from its next [#submit] or [#join];
/// what else failed is suppressed in it, up to ten of them. Cancellation is interruption: of the submitting thread, or
/// through [#cancel()] from anywhere.
///
/// Tasks run on virtual threads. Working with files holds on to the carrier thread, but with 50 000 small files, 4 or 8
/// at once, they were as quick as platform threads or quicker, on two processors.
///
/// One thread submits and joins; tasks themselves must not submit, they could wait for their own permit.
public final class Tasks implements AutoCloseable {
    private static final int MAX_SUPPRESSED = 10;

    /// One task. Ends soon after its thread is interrupted, as all [ObjectStore] methods do.
    @FunctionalInterface
    public interface Task {
        void run() throws IOException;
    }

    private final int limit;
    private final Semaphore permits;
    private final Object lock = new Object();

    // Guarded by lock.
    private final Set<Thread> running = new HashSet<>();
    private @Nullable Throwable failure;
    private boolean cancelled;

    /// @param permits how many tasks run at once, at least 1
    public Tasks(int permits) {
        if (permits < 1) {
            throw new IllegalArgumentException("permits must be at least 1, not " + permits);
        }
        this.limit = permits;
        this.permits = new Semaphore(permits);
    }

    /// As many at once as `store` says are useful.
    public static Tasks over(ObjectStore store) {
        return new Tasks(store.capabilities().connections());
    }

    /// Starts `task` as soon as a permit is free, and returns then.
    ///
    /// @throws IOException as [#join()], if a task has failed or the work was cancelled
    public void submit(Task task) throws IOException {
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        Thread thread = Thread.ofVirtual().unstarted(() -> run(task));
        synchronized (lock) {
            if (!cancelled) {
                running.add(thread);
                thread.start();
                return;
            }
        }
        permits.release();
        join();
    }

    /// Waits for all tasks.
    ///
    /// @throws IOException the first failure of a task, the same instance; unchecked ones come likewise
    /// @throws InterruptedIOException if this thread was interrupted, or [#cancel()] called; all tasks ended
    public void join() throws IOException {
        try {
            permits.acquire(limit);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        permits.release(limit);
        throwFailure();
    }

    /// Interrupts all running tasks and refuses further ones. Does not wait; may be called from any thread.
    public void cancel() {
        synchronized (lock) {
            cancelled = true;
            running.forEach(Thread::interrupt);
        }
    }

    /// Cancels what is still running, which after [#join()] is nothing, and waits for its end. Throws nothing: leaving
    /// early means that something else was thrown already.
    @Override
    public void close() {
        cancel();
        permits.acquireUninterruptibly(limit);
        permits.release(limit);
    }

    private void run(Task task) {
        try {
            task.run();
        } catch (Throwable thrown) {
            failed(thrown);
        } finally {
            synchronized (lock) {
                running.remove(Thread.currentThread());
            }
            permits.release();
        }
    }

    private void failed(Throwable thrown) {
        synchronized (lock) {
            if (cancelled && isInterruption(thrown)) {
                return;
            }
            if (failure == null) {
                failure = thrown;
                cancel();
                return;
            }
            if (!failure.equals(thrown) && failure.getSuppressed().length < MAX_SUPPRESSED) {
                failure.addSuppressed(thrown);
            }
        }
    }

    private static boolean isInterruption(Throwable thrown) {
        return thrown instanceof InterruptedIOException || thrown instanceof ClosedByInterruptException;
    }

    private InterruptedIOException interrupted(InterruptedException cause) {
        close();
        return Interruption.of(cause);
    }

    private void throwFailure() throws IOException {
        synchronized (lock) {
            switch (failure) {
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case null, default -> {
                    if (cancelled) {
                        throw new InterruptedIOException("cancelled");
                    }
                }
            }
        }
    }
}
