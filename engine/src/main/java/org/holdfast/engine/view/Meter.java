package org.holdfast.engine.view;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.holdfast.format.Event;
import org.jspecify.annotations.Nullable;

/// How far the current phase of a run is. Thread-safe, and cheap where it is called for each buffer.
public final class Meter {
    /// What it shows.
    ///
    /// @param filesExpected 0 where nobody knows, as `bytesExpected`
    public record Reading(
            Event.Phase phase, long files, long filesExpected, long bytes, long bytesExpected, double seconds) {
        public double bytesPerSecond() {
            return seconds > 0 ? bytes / seconds : 0;
        }

        /// By bytes where they are known, else by files; negative where neither tells.
        public double secondsLeft() {
            if (bytesExpected > 0) {
                return left(bytes, bytesExpected);
            }
            return left(files, filesExpected);
        }

        private double left(long done, long expected) {
            return done == 0 || expected == 0 ? -1 : seconds * Math.max(0, expected - done) / done;
        }
    }

    private record PhaseStart(Event.Phase phase, long files, long bytes, long nanos) {}

    private final long intervalNanos;
    private final LongAdder files = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final AtomicLong nextTick;
    private volatile @Nullable PhaseStart start;

    /// One that has not begun.
    ///
    /// @param intervalNanos the least time between two ticks
    public Meter(long intervalNanos) {
        this.intervalNanos = intervalNanos;
        this.nextTick = new AtomicLong(System.nanoTime());
    }

    public void started(Event.Started event) {
        files.reset();
        bytes.reset();
        long now = System.nanoTime();
        start = new PhaseStart(event.phase(), event.files(), event.bytes(), now);
        // Whoever starts a phase shows it.
        nextTick.set(now + intervalNanos);
    }

    public void moved(long count) {
        bytes.add(count);
    }

    public void finished() {
        files.increment();
    }

    /// Whether it is time to show something again: true for one caller each interval.
    public boolean tick() {
        long now = System.nanoTime();
        long due = nextTick.get();
        return now - due >= 0 && nextTick.compareAndSet(due, now + intervalNanos);
    }

    /// `null` before the first phase.
    public @Nullable Reading read() {
        PhaseStart begun = start;
        if (begun == null) {
            return null;
        }
        double seconds = (System.nanoTime() - begun.nanos) / 1e9;
        return new Reading(begun.phase, files.sum(), begun.files, bytes.sum(), begun.bytes, seconds);
    }
}
