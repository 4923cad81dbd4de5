package org.holdfast.engine.limits;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;

/// How long a run may take. The time in which the machine sleeps does not count. Thread-safe; may be used for several
/// runs.
public final class TimeLimit {
    /// What the configuration's `timeout` is unless it says something else.
    public static final Duration USUAL = Duration.ofHours(12);

    private final Duration limit;
    private final Timer timer;

    /// Waits for the time to be over; may be interrupted.
    @FunctionalInterface
    interface Timer {
        void await(Duration time) throws InterruptedException;
    }

    /// Work to be done in time.
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException;
    }

    public TimeLimit(Duration limit) {
        this(limit, Thread::sleep);
    }

    TimeLimit(Duration limit, Timer timer) {
        this.limit = limit;
        this.timer = timer;
    }

    /// One run: whoever comes first, its end or that of its time.
    private static final class Race {
        private final Thread worker;
        private boolean expired;
        private boolean ended;

        Race(Thread worker) {
            this.worker = worker;
        }

        synchronized void expire() {
            if (!ended) {
                expired = true;
                worker.interrupt();
            }
        }

        /// @return whether the time was over before
        synchronized boolean end() {
            ended = true;
            return expired;
        }
    }

    /// Does work on this thread, and interrupts it when the time is over, which every use case of the engine heeds: it
    /// stops as after Ctrl-C, and the next run goes on from there. Work that ends all the same has done in time.
    ///
    /// @throws BackupException FAILED if the time was over
    /// @throws IOException what the work throws, if it was not
    public <T> T run(Work<T> work) throws IOException {
        Race race = new Race(Thread.currentThread());
        Thread watch = Thread.ofVirtual().name("time limit").start(() -> {
            try {
                timer.await(limit);
                race.expire();
            } catch (InterruptedException _) {
                // The run ended first.
            }
        });
        try {
            T result = work.run();
            if (race.end()) {
                boolean _ = Thread.interrupted();
            }
            return result;
        } catch (IOException | RuntimeException e) {
            if (!race.end()) {
                throw e;
            }
            // It was meant for the work, which has ended.
            boolean _ = Thread.interrupted();
            throw over(e);
        } finally {
            watch.interrupt();
        }
    }

    private BackupException over(Exception e) {
        return new BackupException(
                Failure.FAILED,
                "the run took longer than " + text(limit) + " and was stopped",
                "what was uploaded is kept, and the next run goes on from there; limits.timeout sets the time",
                List.of(),
                e);
    }

    /// `12 h`, `90 min`, `30 s`.
    private static String text(Duration time) {
        if (time.toSeconds() >= 3600 && time.toSeconds() % 3600 == 0) {
            return time.toHours() + " h";
        }
        return time.toSeconds() >= 60 && time.toSeconds() % 60 == 0
                ? time.toMinutes() + " min"
                : time.toSeconds() + " s";
    }
}
