package org.holdfast.backends;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// A clock that only sleeping moves on, at once. Thread-safe.
public final class TurnedClock implements LongSupplier, Sleeper {
    private final List<Duration> slept = new ArrayList<>();
    private long nanos;

    /// @param nanos what it shows first
    public TurnedClock(long nanos) {
        this.nanos = nanos;
    }

    @Override
    public synchronized long getAsLong() {
        return nanos;
    }

    @Override
    public synchronized void sleep(Duration duration) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        slept.add(duration);
        pass(duration);
    }

    public synchronized void pass(Duration duration) {
        nanos += duration.toNanos();
    }

    public synchronized List<Duration> slept() {
        return List.copyOf(slept);
    }

    public synchronized Duration sleptTogether() {
        return slept.stream().reduce(Duration.ZERO, Duration::plus);
    }
}
