package org.holdfast.format.gzip;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Work that any one thread may do, with a tool that it has for itself. Used again and again, in turn by who fills and
/// empties it and by who works on it; the queue of a [Crew] and being done make each see what the one before did.
///
/// @param <T> the tool
abstract class Job<T> {
    private final Semaphore done = new Semaphore(0);
    private @Nullable Throwable failure;

    /// May throw anything unchecked, which [#failure()] tells then.
    abstract void work(T tool);

    /// Works and reports being done, whatever happens.
    final void perform(T tool) {
        failure = null;
        try {
            work(tool);
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            done.release();
        }
    }

    final boolean isDone() {
        return done.tryAcquire();
    }

    final void awaitDone() throws InterruptedException {
        done.acquire();
    }

    /// To be asked after being done.
    final @Nullable Throwable failure() {
        return failure;
    }
}
