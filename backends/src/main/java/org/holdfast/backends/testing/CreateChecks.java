package org.holdfast.backends.testing;

import static org.holdfast.backends.testing.Probe.bytes;
import static org.holdfast.backends.testing.Probe.key;
import static org.holdfast.backends.testing.Probe.put;
import static org.holdfast.backends.testing.Probe.require;
import static org.holdfast.backends.testing.Probe.requireContent;

import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.Tasks;
import org.holdfast.backends.TransientStoreException;
import org.holdfast.backends.testing.StoreContract.Check;

/// What is created if it is not there.
final class CreateChecks {
    private static final int WORKERS = 8;
    private static final int ROUNDS = 4;

    private CreateChecks() {}

    static List<Check> all() {
        return List.of(
                new Check("create makes an object where there is none", CreateChecks::creates),
                new Check("create leaves alone what is there", CreateChecks::leavesAlone),
                new Check("of many that create one key exactly one does", CreateChecks::race));
    }

    private static void creates(ObjectStore store) throws IOException {
        ObjectKey key = key("directory/created");
        require(store.create(key, bytes(100, 1)), "create must succeed where there is no object");
        requireContent(store, key, bytes(100, 1), "a created object must be what was given");
        store.delete(List.of(key));
        require(store.create(key, bytes(10, 2)), "create must succeed where an object was removed");
        requireContent(store, key, bytes(10, 2), "a created object must be what was given");
    }

    private static void leavesAlone(ObjectStore store) throws IOException {
        ObjectKey key = key("there");
        put(store, key, bytes(100, 1));
        require(!store.create(key, bytes(100, 2)), "create must say so where there is an object");
        requireContent(store, key, bytes(100, 1), "create must leave alone what is there");
        put(store, key, bytes(50, 3));
        requireContent(store, key, bytes(50, 3), "put must replace what is there, also after a create");
    }

    /// Where the store itself says that two may succeed, one must all the same, or have been told to try again: what
    /// it looks at afterwards may be half of its own object and half of another's.
    private static void race(ObjectStore store) throws IOException {
        boolean atomic = store.capabilities().atomicCreate();
        for (int round = 0; round < ROUNDS; round++) {
            ObjectKey key = key("contended-" + round);
            Queue<Integer> winners = new ConcurrentLinkedQueue<>();
            AtomicBoolean undecided = new AtomicBoolean();
            try (Tasks tasks = new Tasks(WORKERS)) {
                for (int worker = 0; worker < WORKERS; worker++) {
                    int number = worker;
                    tasks.submit(() -> {
                        try {
                            if (store.create(key, bytes(200, number))) {
                                winners.add(number);
                            }
                        } catch (TransientStoreException e) {
                            require(!atomic, "create must decide: " + e.getMessage());
                            undecided.set(true);
                        }
                    });
                }
                tasks.join();
            }
            require(
                    !winners.isEmpty() || undecided.get(),
                    "of many that create one key one must succeed, but none did");
            if (atomic) {
                require(winners.size() == 1, "of many that create one key one must succeed, but " + winners + " did");
                requireContent(store, key, bytes(200, winners.element()), "what is there must be the winner's");
            }
        }
    }
}
