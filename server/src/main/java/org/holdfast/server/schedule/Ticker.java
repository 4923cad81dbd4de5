package org.holdfast.server.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Lets a [Scheduler] look whenever something is due. Thread-safe.
public final class Ticker implements AutoCloseable {
    /// The clock may be set, and the machine may have slept, which nobody tells.
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Scheduler scheduler;
    private final InstantSource clock;
    private final Semaphore poked = new Semaphore(0);
    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("schedule").factory());
    private final Future<?> work;
    private volatile boolean closed;

    public Ticker(Scheduler scheduler, InstantSource clock) {
        this.scheduler = scheduler;
        this.clock = clock;
        this.work = executor.submit(this::run);
    }

    /// Has it look again soon, since something has ended.
    public void poke() {
        poked.release();
    }

    private void run() {
        try {
            while (!closed) {
                Optional<Instant> next = scheduler.tick();
                boolean _ = poked.tryAcquire(pause(next).toMillis(), TimeUnit.MILLISECONDS);
                boolean _ = poked.drainPermits() > 0;
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private Duration pause(Optional<Instant> next) {
        Duration pause =
                next.map(time -> Duration.between(clock.instant(), time)).orElse(LONGEST);
        if (pause.isNegative()) {
            return Duration.ofMillis(1);
        }
        return pause.compareTo(LONGEST) < 0 ? pause.plusMillis(1) : LONGEST;
    }

    /// Whether it is at work.
    public boolean isAlive() {
        return !work.isDone();
    }

    @Override
    public void close() {
        closed = true;
        executor.shutdownNow();
        executor.close();
    }
}
