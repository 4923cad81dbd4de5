package org.holdfast.engine.lock;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Does something again and again, as long as a lock is held.
public interface LockTimer {
    /// Begins with the first call one interval from now.
    ///
    /// @param beat called by one thread at a time, which is interrupted when it is to end
    Running every(Duration interval, Runnable beat);

    /// What was begun.
    interface Running extends AutoCloseable {
        /// Ends it. On return no call is under way, nor will there be one.
        @Override
        void close();
    }

    /// On a thread of its own, which keeps no process from ending.
    static LockTimer thread() {
        return (interval, beat) -> {
            ExecutorService executor = Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("lock").factory());
            executor.execute(() -> {
                while (slept(interval)) {
                    beat.run();
                }
            });
            return () -> {
                executor.shutdownNow();
                // To the end, also on a thread that is interrupted: two that work on one lock would be worse.
                executor.close();
            };
        };
    }

    private static boolean slept(Duration interval) {
        try {
            Thread.sleep(interval);
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }
}
