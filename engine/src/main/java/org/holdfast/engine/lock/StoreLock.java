package org.holdfast.engine.lock;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.jspecify.annotations.Nullable;

/// A lock that is held until it is closed. Gives a sign of life every minute, and interrupts its thread when it finds
/// that the lock is another's. Thread-safe but for [#close()].
public final class StoreLock implements AutoCloseable {
    /// Some services take about one write a second and object; this is far from it.
    static final Duration INTERVAL = Duration.ofMinutes(1);

    /// For so long after the last look nobody can have taken the lock: nobody may before its expiry.
    private static final Duration CERTAIN = Duration.ofMinutes(3);

    private final ObjectStore store;
    private final LockKeys keys;
    private final LockChain chain;
    private final InstantSource clock;
    private final Thread thread;
    private final LockTimer.Running timer;

    // Guarded by this.
    private long confirmedNanos = System.nanoTime();
    private Instant confirmed;
    private boolean beaten;
    private @Nullable LockedException lost;

    StoreLock(ObjectStore store, LockKeys keys, LockChain chain, LockTimer timer, InstantSource clock, Thread thread) {
        this.store = store;
        this.keys = keys;
        this.chain = chain;
        this.clock = clock;
        this.thread = thread;
        this.confirmed = clock.instant();
        this.timer = timer.every(INTERVAL, this::beat);
    }

    private String token() {
        return chain.last().record().token();
    }

    /// Looks whether the lock is still held, unless that is certain anyway. To be called before anything that must not
    /// happen without it.
    ///
    /// @throws LockedException if it is another's, or nobody's
    public synchronized void requireHeld() throws IOException {
        if (lost != null) {
            throw lost;
        }
        if (!store.capabilities().atomicCreate() || sinceConfirmed().compareTo(CERTAIN) > 0) {
            confirm();
        }
    }

    /// Why an interruption came, if the lock was lost.
    public synchronized Optional<LockedException> lost() {
        return Optional.ofNullable(lost);
    }

    private synchronized void beat() {
        try {
            confirm();
            beaten = true;
            store.put(keys.beat(token()), chain.last().record().source());
        } catch (LockedException _) {
            thread.interrupt();
        } catch (IOException _) {
            // The next one may get through, and before it matters somebody asks whether the lock is held.
        }
    }

    private void confirm() throws IOException {
        Instant now = clock.instant();
        long nanos = System.nanoTime();
        if (!isHeld()) {
            lost = LockedException.lost(
                    LockChain.read(store, keys).map(there -> there.last().record()));
            throw lost;
        }
        confirmed = now;
        confirmedNanos = nanos;
    }

    private boolean isHeld() throws IOException {
        boolean ours = chain.links().size() == 1
                || LockChain.record(store, chain.last().key())
                        .filter(now -> now.token().equals(token()))
                        .isPresent();
        return ours
                && chain.isStillThere(store)
                && store.stat(keys.next(token())).isEmpty();
    }

    /// By whichever clock says more: one stands still while the machine sleeps, the other may be set.
    private Duration sinceConfirmed() {
        Duration ticks = Duration.ofNanos(System.nanoTime() - confirmedNanos);
        Duration time = Duration.between(confirmed, clock.instant());
        return ticks.compareTo(time) > 0 ? ticks : time;
    }

    /// Gives the lock back, also on an interrupted thread. What was lost is left alone.
    ///
    /// @throws IOException if it stays; it expires by itself
    @Override
    public void close() throws IOException {
        timer.close();
        boolean interrupted = Thread.interrupted();
        try {
            release();
        } finally {
            if (interrupted && lost().isEmpty()) {
                thread.interrupt();
            }
        }
    }

    private synchronized void release() throws IOException {
        if (lost != null) {
            return;
        }
        if (!store.capabilities().atomicCreate()) {
            requireHeld();
        }
        boolean certain = sinceConfirmed().compareTo(CERTAIN) <= 0;
        // By force it may have been removed at any time, and be another's since.
        if (certain ? !chain.isStillThere(store) : !isEnded()) {
            return;
        }
        List<ObjectKey> rest = certain && chain.links().size() == 1 ? beats() : all();
        // The first object goes first: whoever holds on to the others finds that out by it.
        store.delete(List.of(chain.first().key()));
        if (!rest.isEmpty()) {
            store.delete(rest);
        }
    }

    /// Takes the lock over from ourselves, so that nobody else does while it is removed.
    private boolean isEnded() throws IOException {
        LockRecord end = chain.last().record().again();
        ObjectKey key = keys.next(token());
        if (!store.create(key, end.bytes())) {
            return false;
        }
        if (!chain.isStillThere(store)) {
            // Somebody took over, and ended since.
            store.delete(List.of(key));
            return false;
        }
        return true;
    }

    private List<ObjectKey> beats() {
        return beaten ? List.of(keys.beat(token())) : List.of();
    }

    /// What there is beside the first object: as long as that is there, nobody can add anything that holds.
    private List<ObjectKey> all() throws IOException {
        List<ObjectKey> all = new ArrayList<>();
        store.list(keys.directory(), Depth.CHILDREN, info -> {
            boolean other = !keys.isFirst(info.key());
            if (other && LockKeys.of(keys.directory(), info.key()).equals(Optional.of(keys))) {
                all.add(info.key());
            }
        });
        return all;
    }
}
