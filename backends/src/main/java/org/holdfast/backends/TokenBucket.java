package org.holdfast.backends;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/// Bounds how much passes in a second, over all threads that take from it. First come, first served. Thread-safe.
///
/// Taking more than there is makes a debt, which whoever comes next waits for: what is taken at once may be of any
/// size. Of idle time, only the last [#BURST] counts.
public final class TokenBucket {
    /// Services count by the second, so little may come on top of a second's share.
    private static final Duration BURST = Duration.ofMillis(100);

    private static final double NANOS = 1e9;

    private final long perSecond;
    private final LongSupplier nanoTime;
    private final Sleeper sleeper;

    /// When the debt is paid, by the clock.
    private long free;

    /// @param perSecond at least 1
    public TokenBucket(long perSecond) {
        this(perSecond, System::nanoTime, Thread::sleep);
    }

    /// As above, for those who must not wait.
    ///
    /// @param nanoTime time since some moment, in nanoseconds, as of [System#nanoTime()]
    public TokenBucket(long perSecond, LongSupplier nanoTime, Sleeper sleeper) {
        if (perSecond < 1) {
            throw new IllegalArgumentException("nothing would ever pass at " + perSecond + " a second");
        }
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
        this.free = nanoTime.getAsLong() - BURST.toNanos();
    }

    /// Waits until the debts of those before are paid, then takes. What an interrupted thread took stays taken.
    ///
    /// @param count at least 0
    /// @throws InterruptedIOException if the thread is interrupted while it waits
    public void take(long count) throws InterruptedIOException {
        long wait = waitFor(count);
        if (wait <= 0) {
            return;
        }
        try {
            sleeper.sleep(Duration.ofNanos(wait));
        } catch (InterruptedException e) {
            throw Interruption.of(e);
        }
    }

    /// How much may be taken at a time so that others need not wait for long, at least 1.
    public int slice() {
        return Math.clamp(perSecond / 10, 1, Integer.MAX_VALUE);
    }

    private synchronized long waitFor(long count) {
        long now = nanoTime.getAsLong();
        // Differences, as the clock may overflow.
        long debt = Math.max(free - now, -BURST.toNanos());
        free = now + debt + (long) Math.ceil(count * NANOS / perSecond);
        return debt;
    }
}
