package org.holdfast.backends;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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
/// [#submit] blocks while as many run and wait as may, so millions of tasks take the memory of a few. The first failure
/// interrupts the other tasks and drops those that wait, and the submitting side gets it from its next [#submit] or
/// [#join]; what else failed is suppressed in it, up to ten of them. Cancellation is interruption: of the submitting
/// thread, or through [#cancel()] from anywhere.
///
/// Tasks run on virtual threads, which can be interrupted while they wait for a socket. Working with files holds on to
/// the thread that carries them, so whoever starts the program has Java make more of those than there are processors.
///
/// One thread submits and joins; tasks themselves must not submit, they could wait for their own end.
public final class Tasks implements AutoCloseable {
    /// How many tasks of [#many] wait. To put the submitter to sleep and wake it again for each small file took a tenth
    /// of the processor's time; so he sleeps until half of them are gone.
    private static final int READY = 64;

    private static final int MAX_SUPPRESSED = 10;

    /// One task. Ends soon after its thread is interrupted, as all [ObjectStore] methods do.
    @FunctionalInterface
    public interface Task {
        void run() throws IOException;
    }

    private final int limit;
    private final int ready;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition ended = lock.newCondition();

    // Guarded by lock.
    private final Deque<Task> waiting = new ArrayDeque<>();
    private final Set<Thread> workers = new HashSet<>();
    private @Nullable Throwable failure;
    private boolean cancelled;

    /// None waits: [#submit] returns when its task begins.
    ///
    /// @param limit how many tasks run at once, at least 1
    public Tasks(int limit) {
        this(limit, 0);
    }

    private Tasks(int limit, int ready) {
        if (limit < 1) {
            throw new IllegalArgumentException("at least 1 task must run, not " + limit);
        }
        this.limit = limit;
        this.ready = ready;
    }

    /// For many small tasks that hold no memory until they run: some wait, so that there always is a next one.
    public static Tasks many(int limit) {
        return new Tasks(limit, READY);
    }

    /// The same, as many at once as `store` says are useful.
    public static Tasks over(ObjectStore store) {
        return many(store.capabilities().connections());
    }

    /// Starts `task` as soon as it is its turn, and returns when that is near.
    ///
    /// @throws IOException as [#join()], if a task has failed or the work was cancelled
    public void submit(Task task) throws IOException {
        enter();
        try {
            if (isFull()) {
                awaitRoom();
            }
            if (!cancelled) {
                if (workers.size() == limit) {
                    waiting.add(task);
                    return;
                }
                Thread worker = Thread.ofVirtual().unstarted(() -> work(task));
                workers.add(worker);
                worker.start();
                return;
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            lock.unlock();
        }
        join();
    }

    private void enter() throws InterruptedIOException {
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private boolean isFull() {
        return !cancelled && workers.size() == limit && waiting.size() >= ready;
    }

    private void awaitRoom() throws InterruptedException {
        while (isFull() || (!cancelled && waiting.size() > ready / 2)) {
            room.await();
        }
    }

    /// Waits for all tasks.
    ///
    /// @throws IOException the first failure of a task, the same instance; unchecked ones come likewise
    /// @throws InterruptedIOException if this thread was interrupted, or [#cancel()] called; all tasks ended
    public void join() throws IOException {
        enter();
        try {
            while (!workers.isEmpty()) {
                ended.await();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            lock.unlock();
        }
        throwFailure();
    }

    /// Interrupts all running tasks and refuses further ones. Does not wait; may be called from any thread.
    public void cancel() {
        lock.lock();
        try {
            cancelled = true;
            waiting.clear();
            workers.forEach(Thread::interrupt);
            room.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Cancels what is still running, which after [#join()] is nothing, and waits for its end. Throws nothing: leaving
    /// early means that something else was thrown already.
    @Override
    public void close() {
        lock.lock();
        try {
            cancel();
            while (!workers.isEmpty()) {
                ended.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Does a task, and then whatever waits.
    private void work(Task first) {
        for (Task task = first; task != null; task = next()) {
            try {
                task.run();
            } catch (Throwable thrown) {
                failed(thrown);
            }
        }
    }

    private @Nullable Task next() {
        lock.lock();
        try {
            Task next = waiting.poll();
            if (next == null) {
                workers.remove(Thread.currentThread());
                if (workers.isEmpty()) {
                    ended.signal();
                }
            }
            if (waiting.size() <= ready / 2) {
                room.signal();
            }
            if (!cancelled) {
                // The one before did that to itself.
                boolean _ = Thread.interrupted();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void failed(Throwable thrown) {
        lock.lock();
        try {
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
        } finally {
            lock.unlock();
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
        lock.lock();
        try {
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
        } finally {
            lock.unlock();
        }
    }
}
