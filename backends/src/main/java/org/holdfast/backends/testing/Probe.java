package org.holdfast.backends.testing;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.backends.testing.StoreContract.Violation;
import org.jspecify.annotations.Nullable;

/// The vocabulary of the checks: short ways to use a store, and to demand something of it. Stateless.
final class Probe {
    private Probe() {}

    /// Something that is expected to throw.
    @FunctionalInterface
    interface Attempt {
        void run() throws Exception;
    }

    static ObjectKey key(String text) {
        return ObjectKey.of(text);
    }

    /// Bytes that are the same for the same arguments and unlike those for others.
    static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static void put(ObjectStore store, ObjectKey key, byte[] content) throws IOException {
        store.put(key, out -> out.write(content));
    }

    static void put(ObjectStore store, String key) throws IOException {
        put(store, key(key), bytes(16, key.hashCode()));
    }

    static byte[] get(ObjectStore store, ObjectKey key) throws IOException {
        AtomicReference<byte[]> content = new AtomicReference<>(new byte[0]);
        store.get(key, in -> content.set(in.readAllBytes()));
        return content.get();
    }

    static void requireContent(ObjectStore store, ObjectKey key, byte[] expected, String promise) throws IOException {
        byte[] actual = get(store, key);
        int difference = Arrays.mismatch(expected, actual);
        require(
                difference < 0,
                promise + ", but " + key + " has " + actual.length + " bytes instead of " + expected.length
                        + " and differs from byte " + difference + " on");
    }

    static void requireAbsent(ObjectStore store, ObjectKey key, String promise) throws IOException {
        require(store.stat(key).isEmpty(), promise + ", but there is an object " + key);
    }

    /// All keys of a listing, sorted; prefixes end in a slash.
    static List<String> list(ObjectStore store, ObjectKey prefix, Depth depth) throws IOException {
        List<String> found = new ArrayList<>();
        store.list(prefix, depth, new ObjectVisitor() {
            @Override
            public void object(ObjectInfo info) {
                found.add(info.key().text());
            }

            @Override
            public void prefix(ObjectKey key) {
                found.add(key.text() + "/");
            }
        });
        return found.stream().sorted().toList();
    }

    static void requireListing(ObjectStore store, ObjectKey prefix, Depth depth, String... expected)
            throws IOException {
        List<String> wanted = Arrays.stream(expected).sorted().toList();
        List<String> found = list(store, prefix, depth);
        require(
                found.equals(wanted),
                "listing " + depth + " of \"" + prefix + "\" must give " + wanted + ", but gave " + found);
    }

    static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new Violation(sentence);
        }
    }

    /// Demands that `attempt` throws `expected` and nothing else.
    static <T extends Throwable> T requireThrown(Class<T> expected, String promise, Attempt attempt) {
        Throwable thrown = thrownBy(attempt);
        if (expected.isInstance(thrown)) {
            return expected.cast(thrown);
        }
        String outcome = thrown == null ? "nothing was thrown" : "it was " + thrown;
        throw new Violation(promise + " with " + expected.getSimpleName() + ", but " + outcome, thrown);
    }

    /// Demands that `attempt` ends as an interrupted operation must, and clears the interrupt flag.
    static void requireInterrupted(String promise, Attempt attempt) {
        Throwable thrown = thrownBy(attempt);
        boolean flag = Thread.interrupted();
        boolean right = thrown instanceof InterruptedIOException || thrown instanceof ClosedByInterruptException;
        if (!right) {
            String outcome = thrown == null ? "it went on to its end" : "it was " + thrown;
            throw new Violation(promise + " must end with an interruption, but " + outcome, thrown);
        }
        if (!flag) {
            throw new Violation(promise + " must leave the thread's interrupt flag set", thrown);
        }
    }

    static @Nullable Throwable thrownBy(Attempt attempt) {
        try {
            attempt.run();
            return null;
        } catch (Throwable thrown) {
            return thrown;
        }
    }

    /// For loops that wait for others: nothing takes a virtual thread off its processor that never blocks.
    static void letOthersRun() {
        LockSupport.parkNanos(1000);
    }
}
