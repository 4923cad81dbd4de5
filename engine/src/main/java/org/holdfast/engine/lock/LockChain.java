package org.holdfast.engine.lock;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;

/// The objects of one lock as they were found: the first, and for each that was taken over the one that did. The last
/// one holds the lock.
///
/// No object is ever written by two, and each name is used once but for the first: so whoever was thought dead and
/// wakes up cannot write over the lock of somebody else.
///
/// @param links at least one
record LockChain(List<Link> links) {
    /// More take-overs in a row than can be.
    private static final int LONGEST = 100;

    private static final int MAX_BYTES = 1 << 16;

    /// One object.
    record Link(ObjectKey key, LockRecord record) {}

    Link first() {
        return links.getFirst();
    }

    Link last() {
        return links.getLast();
    }

    /// As it is now; empty if nobody holds the lock.
    static Optional<LockChain> read(ObjectStore store, LockKeys keys) throws IOException {
        List<Link> links = new ArrayList<>();
        ObjectKey key = keys.first();
        while (links.size() < LONGEST) {
            Optional<LockRecord> record = record(store, key);
            if (record.isEmpty()) {
                break;
            }
            links.add(new Link(key, record.get()));
            key = keys.next(record.get().token());
        }
        return links.isEmpty() ? Optional.empty() : Optional.of(new LockChain(List.copyOf(links)));
    }

    /// Whether the first object is the one that was found.
    boolean isStillThere(ObjectStore store) throws IOException {
        return record(store, first().key())
                .filter(now -> now.token().equals(first().record().token()))
                .isPresent();
    }

    static Optional<LockRecord> record(ObjectStore store, ObjectKey key) throws IOException {
        AtomicReference<byte[]> content = new AtomicReference<>(new byte[0]);
        try {
            store.get(key, in -> content.set(in.readNBytes(MAX_BYTES)));
        } catch (ObjectNotFoundException _) {
            return Optional.empty();
        }
        return Optional.of(LockRecord.parse(content.get()));
    }
}
