package org.holdfast.engine.limits;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.jspecify.annotations.Nullable;

/// Until when the work of a run must be done: it begins when it is made. The time in which the machine
/// sleeps does not count. Thread-safe; may be used for several works, one after the other or at the same time.
public final class TimeLimit {
    private final Duration limit;
    private final Timer timer;
    private final long begun;

    /// Tells the time and waits for it.
    interface Timer {
        /// In nanoseconds since whenever.
        long now();

        /// May be interrupted.
        void await(Duration time) throws InterruptedException;
    }

    private static final class RealTimer implements Timer {
        @Override
        public long now() {
            return System.nanoTime();
        }

        @Override
        public void await(Duration time) throws InterruptedException {
            Thread.sleep(time);
        }
    }

    /// Work to be done in time.
    @FunctionalInterface
    public interface Work<T> {
        T run() throws IOException;
    }

    public TimeLimit(Duration limit) {
        this(limit, new RealTimer());
    }

    TimeLimit(Duration limit, Timer timer) {
        this.limit = limit;
        this.timer = timer;
        this.begun = timer.now();
    }

    private Duration left() {
        return limit.minusNanos(timer.now() - begun);
    }

    /// One work: whoever comes first, its end or that of its time.
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

    /// Does work on this thread, and interrupts it when the time is over, which every use case of the engine
    /// heeds: it stops as after Ctrl-C, and the next run goes on from there. Work that ends all the same has
    /// done in time; none begins when the time is over.
    ///
    /// @throws BackupException FAILED if the time was over
    /// @throws IOException what the work throws, if it was not
    public <T> T run(Work<T> work) throws IOException {
        return run(work, Duration.ZERO);
    }

    /// The same, with some time of its own even if there is less left.
    public <T> T run(Work<T> work, Duration least) throws IOException {
        Duration left = left().compareTo(least) > 0 ? left() : least;
        if (!left.isPositive()) {
            throw over(null);
        }
        Race race = new Race(Thread.currentThread());
        Thread watch = Thread.ofVirtual().name("time limit").start(() -> {
            try {
                timer.await(left);
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
        } catch (IOException | RuntimeException | Error e) {
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

    private BackupException over(@Nullable Throwable e) {
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
