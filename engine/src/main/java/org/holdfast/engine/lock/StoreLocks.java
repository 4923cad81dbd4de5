package org.holdfast.engine.lock;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;

/// The locks of one store. Thread-safe.
///
/// Whoever creates a lock's first object holds it. A holder that is gone is followed by whoever creates the object that
/// is named after the holder's token: of many exactly one, and never a holder that lives. That a holder is gone is
/// certain if it was a process of this machine; otherwise it is supposed when nothing of it changed for the time that
/// it named, by the store's own clock, so that clocks of machines may differ.
public final class StoreLocks {
    private static final int MAX_TRIES = 20;

    private final ObjectStore store;
    private final LockOwner owner;
    private final LockTimer timer;
    private final InstantSource clock;

    /// @param store as its objects are; stays the caller's
    public StoreLocks(ObjectStore store, LockOwner owner, LockTimer timer, InstantSource clock) {
        this.store = store;
        this.owner = owner;
        this.timer = timer;
        this.clock = clock;
    }

    /// A lock as it was found.
    ///
    /// @param gone why its holder counts as gone, for people; empty while it counts as alive
    public record Held(LockKeys keys, LockRecord record, Optional<String> gone) {}

    /// Takes a lock for this thread, which is interrupted should the lock be lost.
    ///
    /// @param activity what for, a few words for people
    /// @param mutex names what this process holds and only one of this machine can hold, if anything
    /// @param takenOver hears of the holder, if one was gone
    /// @throws LockedException if somebody holds it
    public StoreLock acquire(LockKeys keys, String activity, Optional<String> mutex, Consumer<Held> takenOver)
            throws IOException {
        LockRecord mine = LockRecord.of(owner, activity, clock.instant(), mutex);
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            if (store.create(keys.first(), mine.bytes())) {
                return lock(keys, new LockChain(List.of(new LockChain.Link(keys.first(), mine))));
            }
            Optional<LockChain> chain = LockChain.read(store, keys);
            if (chain.isEmpty()) {
                continue;
            }
            Held held = judged(keys, chain.get(), mutex);
            if (held.gone().isEmpty()) {
                throw LockedException.held(held.record());
            }
            Optional<LockChain> ours = follow(keys, chain.get(), mine);
            if (ours.isPresent()) {
                takenOver.accept(held);
                return lock(keys, ours.get());
            }
        }
        throw LockedException.busy();
    }

    private StoreLock lock(LockKeys keys, LockChain chain) {
        return new StoreLock(store, keys, chain, timer, clock, Thread.currentThread());
    }

    /// Adds a link.
    ///
    /// @return empty if somebody else was quicker
    private Optional<LockChain> follow(LockKeys keys, LockChain chain, LockRecord mine) throws IOException {
        ObjectKey key = keys.next(chain.last().record().token());
        if (!store.create(key, mine.bytes())) {
            return Optional.empty();
        }
        // Whoever followed the same holder before us, and ended since, has removed the first object first.
        if (!chain.isStillThere(store)) {
            store.delete(List.of(key));
            return Optional.empty();
        }
        List<LockChain.Link> links = new ArrayList<>(chain.links());
        links.add(new LockChain.Link(key, mine));
        return Optional.of(new LockChain(List.copyOf(links)));
    }

    /// Who holds a lock.
    ///
    /// @param mutex as of [#acquire]
    public Optional<Held> look(LockKeys keys, Optional<String> mutex) throws IOException {
        Optional<LockChain> chain = LockChain.read(store, keys);
        return chain.isEmpty() ? Optional.empty() : Optional.of(judged(keys, chain.get(), mutex));
    }

    /// All locks in a directory that somebody holds, or held and is gone.
    public List<LockKeys> list(ObjectKey directory) throws IOException {
        Set<LockKeys> found = new LinkedHashSet<>();
        store.list(directory, Depth.CHILDREN, info -> LockKeys.of(directory, info.key())
                .filter(keys -> keys.isFirst(info.key()))
                .ifPresent(found::add));
        return List.copyOf(found);
    }

    /// Removes a lock whose holder is gone.
    ///
    /// @param force whether also that of a holder who lives, who then ends without a result
    /// @param mutex as of [#acquire]
    /// @return whose lock it was; empty if there was none
    /// @throws LockedException if the holder lives
    public Optional<Held> remove(LockKeys keys, boolean force, Optional<String> mutex) throws IOException {
        LockRecord mine = LockRecord.of(owner, "unlock", clock.instant(), mutex);
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            Optional<LockChain> chain = LockChain.read(store, keys);
            if (chain.isEmpty()) {
                return Optional.empty();
            }
            Held held = judged(keys, chain.get(), mutex);
            if (held.gone().isEmpty() && !force) {
                throw LockedException.held(held.record());
            }
            Optional<LockChain> ours = follow(keys, chain.get(), mine);
            if (ours.isPresent()) {
                lock(keys, ours.get()).close();
                return Optional.of(held);
            }
        }
        throw LockedException.busy();
    }

    /// Removes what is no part of a lock any more: what a run left that died while it gave one back, or looked at one.
    /// No name is used twice, so what belongs to no lock that is there never will.
    public void removeStrays(ObjectKey directory) throws IOException {
        Map<LockKeys, List<ObjectKey>> found = new LinkedHashMap<>();
        store.list(directory, Depth.CHILDREN, info -> LockKeys.of(directory, info.key())
                .filter(keys -> !keys.isFirst(info.key()))
                .ifPresent(keys ->
                        found.computeIfAbsent(keys, _ -> new ArrayList<>()).add(info.key())));
        for (var entry : found.entrySet()) {
            LockKeys keys = entry.getKey();
            List<ObjectKey> strays = entry.getValue();
            // Read after the listing, so that whatever took part by then is known.
            for (LockChain.Link link :
                    LockChain.read(store, keys).map(LockChain::links).orElse(List.of())) {
                strays.removeAll(List.of(link.key(), keys.beat(link.record().token())));
            }
            if (!strays.isEmpty()) {
                store.delete(strays);
            }
        }
    }

    private Held judged(LockKeys keys, LockChain chain, Optional<String> mutex) throws IOException {
        LockRecord record = chain.last().record();
        if (owner.knowsGone(record, mutex)) {
            return new Held(keys, record, Optional.of("its process is gone"));
        }
        Optional<Instant> sign = lastSign(keys, chain.last());
        Optional<Instant> now = sign.isEmpty() ? Optional.empty() : storeTime(keys);
        if (sign.isEmpty() || now.isEmpty()) {
            return new Held(keys, record, Optional.empty());
        }
        Duration silence = Duration.between(sign.get(), now.get());
        return new Held(
                keys,
                record,
                silence.compareTo(record.expiry()) > 0
                        ? Optional.of("it gave no sign of life for " + silence.toMinutes() + " minutes")
                        : Optional.empty());
    }

    /// When the holder wrote last; empty where the store cannot tell.
    private Optional<Instant> lastSign(LockKeys keys, LockChain.Link last) throws IOException {
        Optional<Instant> begun = modified(last.key());
        Optional<Instant> beat = modified(keys.beat(last.record().token()));
        if (begun.isEmpty() || beat.isEmpty()) {
            return begun.or(() -> beat);
        }
        return begun.get().isAfter(beat.get()) ? begun : beat;
    }

    private Optional<Instant> modified(ObjectKey key) throws IOException {
        return store.stat(key).map(ObjectInfo::modified).filter(time -> time.isAfter(Instant.EPOCH));
    }

    /// What the store's clock says: it stamps what is written now.
    private Optional<Instant> storeTime(LockKeys keys) throws IOException {
        LockRecord nobody = LockRecord.of(owner, "look", clock.instant(), Optional.empty());
        ObjectKey key = keys.beat(nobody.token());
        store.put(key, nobody.source());
        try {
            return modified(key);
        } finally {
            store.delete(List.of(key));
        }
    }
}
