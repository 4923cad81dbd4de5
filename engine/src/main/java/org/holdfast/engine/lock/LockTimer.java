package org.holdfast.engine.lock;

import java.time.Duration;

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
            Thread thread = Thread.ofVirtual().name("lock").start(() -> {
                while (slept(interval)) {
                    beat.run();
                }
            });
            return () -> {
                thread.interrupt();
                join(thread);
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

    /// To the end, also on a thread that is interrupted: two that work on one lock would be worse.
    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
