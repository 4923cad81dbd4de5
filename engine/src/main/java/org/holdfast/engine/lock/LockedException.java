package org.holdfast.engine.lock;

import java.io.IOException;
import java.util.Optional;

/// Somebody else holds the lock, or it was taken from us.
public final class LockedException extends IOException {
    private final transient Optional<LockRecord> holder;
    private final boolean lost;

    private LockedException(String message, Optional<LockRecord> holder, boolean lost) {
        super(message);
        this.holder = holder;
        this.lost = lost;
    }

    static LockedException held(LockRecord holder) {
        return new LockedException("held: " + holder.holder(), Optional.of(holder), false);
    }

    static LockedException busy() {
        return new LockedException("it changes hands all the time", Optional.empty(), false);
    }

    static LockedException lost(Optional<LockRecord> holder) {
        return new LockedException(
                holder.map(now -> "taken over: " + now.holder()).orElse("removed"), holder, true);
    }

    /// Who holds it now; empty where nobody does any more, or that cannot be told.
    public Optional<LockRecord> holder() {
        return holder;
    }

    /// Whether we held it before.
    public boolean lost() {
        return lost;
    }
}
