package org.holdfast.servers.faults;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// A rule of a [FaultProxy]: which requests suffer what, and how often that came about. Thread-safe.
public final class Fault {
    private final When when;
    private final Action action;
    private final AtomicBoolean removed = new AtomicBoolean();
    private final Tally covered = new Tally();
    private final Tally hits = new Tally();

    Fault(When when, Action action) {
        this.when = when;
        this.action = action;
    }

    /// How many requests suffered it so far. Counted before the client can notice.
    public long hits() {
        return hits.count();
    }

    /// Returns when at least so many requests have suffered it.
    ///
    /// @throws IllegalStateException if they do not within the limit
    public void awaitHits(long count, Duration limit) {
        hits.await(count, limit, this);
    }

    /// From now on nothing suffers it.
    public void remove() {
        removed.set(true);
    }

    Action action() {
        return action;
    }

    /// Whether this call is one that suffers it; counts the call.
    boolean strikes(S3Call call) {
        return !removed.get() && when.covers(call) && when.due(covered.add());
    }

    void hit(Exchange exchange) {
        exchange.struckBy(action);
        hits.add();
    }

    @Override
    public String toString() {
        return action + " for " + when;
    }
}
