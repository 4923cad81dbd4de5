package org.holdfast.engine;

import java.time.Duration;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.Sleeper;
import org.holdfast.servers.faults.Action;
import org.holdfast.servers.faults.Fault;
import org.holdfast.servers.faults.FaultProxy;
import org.holdfast.servers.faults.Outage;
import org.holdfast.servers.faults.When;
import org.jspecify.annotations.Nullable;

/// A service that goes away in the middle of a run, and comes back after so many more tries were in vain. All tries
/// wait while it goes or comes, so that none of them can use up its tries meanwhile. Thread-safe.
final class Absence implements RetryListener, Sleeper {
    private final FaultProxy proxy;
    private final long tries;
    private @Nullable Outage outage;
    private long failed;
    private boolean over;

    Absence(FaultProxy proxy, long tries) {
        this.proxy = proxy;
        this.tries = tries;
    }

    /// The first of these requests is cut off, and then nobody listens any more.
    Fault beginAt(When when) {
        return proxy.inject(when.first(1), new Action.Refuse());
    }

    @Override
    public synchronized void retrying(Retry retry) {
        if (String.valueOf(retry.cause().getMessage()).contains("connection refused")) {
            failed++;
        }
    }

    @Override
    public synchronized void sleep(Duration duration) {
        if (outage == null && !over) {
            outage = proxy.down();
        } else if (failed >= tries) {
            end();
        }
    }

    synchronized void end() {
        if (outage != null) {
            outage.close();
            outage = null;
            over = true;
        }
    }

    /// Whether it was away and is back.
    synchronized boolean isOver() {
        return over;
    }
}
