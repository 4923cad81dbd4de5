package org.holdfast.servers.faults;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/// Holds requests before anything of them is forwarded, until the test lets them go. Thread-safe.
public final class Gate implements AutoCloseable {
    private final When when;
    private final Tally covered = new Tally();
    private final Tally held = new Tally();
    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicBoolean dropped = new AtomicBoolean();

    Gate(When when) {
        this.when = when;
    }

    /// How many requests came to the shut gate.
    public long held() {
        return held.count();
    }

    /// Returns when at least so many requests have come to the gate.
    ///
    /// @throws IllegalStateException if they do not within the limit
    public void awaitHeld(long count, Duration limit) {
        held.await(count, limit, this);
    }

    /// The held requests go on; the gate stays open.
    public void release() {
        open.countDown();
    }

    /// The held requests are reset and never reach the server, as after the death of a client; the gate stays open.
    public void drop() {
        dropped.set(true);
        open.countDown();
    }

    /// Whether the request may go on; waits for that.
    boolean pass(S3Call call) throws InterruptedException {
        if (!when.covers(call) || !when.due(covered.add()) || open.getCount() == 0) {
            return true;
        }
        held.add();
        open.await();
        return !dropped.get();
    }

    /// As [#release()].
    @Override
    public void close() {
        release();
    }

    @Override
    public String toString() {
        return "held at the gate for " + when;
    }
}
