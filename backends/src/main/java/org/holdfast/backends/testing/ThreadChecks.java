package org.holdfast.backends.testing;

import static org.holdfast.backends.testing.Probe.bytes;
import static org.holdfast.backends.testing.Probe.key;
import static org.holdfast.backends.testing.Probe.put;
import static org.holdfast.backends.testing.Probe.requireAbsent;
import static org.holdfast.backends.testing.Probe.requireContent;
import static org.holdfast.backends.testing.Probe.requireInterrupted;
import static org.holdfast.backends.testing.Probe.requireListing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.Tasks;
import org.holdfast.backends.testing.StoreContract.Check;
import org.holdfast.backends.testing.StoreContract.Violation;
import org.jspecify.annotations.Nullable;

/// Many at once, and stopping.
final class ThreadChecks {
    private static final int WORKERS = 8;

    /// More than any store keeps back before it looks at its thread.
    private static final int INTERRUPTED_BYTES = 64 * 1024 * 1024;

    private static final long PATIENCE_SECONDS = 120;

    private ThreadChecks() {}

    static List<Check> all() {
        return List.of(
                new Check("many threads work at once", ThreadChecks::manyThreads),
                new Check("many threads put one key and one of them wins", ThreadChecks::oneKey),
                new Check("an interrupted put ends and publishes nothing", ThreadChecks::interruptedPut),
                new Check("an interrupted get ends", ThreadChecks::interruptedGet),
                new Check("an interrupted thread does nothing", ThreadChecks::interruptedBefore),
                new Check("a put is interrupted from outside", ThreadChecks::interruptedFromOutside));
    }

    private static void manyThreads(ObjectStore store) throws IOException {
        try (Tasks tasks = new Tasks(WORKERS)) {
            for (int worker = 0; worker < WORKERS; worker++) {
                int number = worker;
                tasks.submit(() -> work(store, number));
            }
            tasks.join();
        }
        List<String> expected = new ArrayList<>();
        for (int worker = 0; worker < WORKERS; worker++) {
            for (int i = 1; i < 10; i += 2) {
                expected.add("shared/" + i + "/copy-" + worker);
            }
        }
        requireListing(store, ObjectKey.ROOT, Depth.ALL, expected.toArray(String[]::new));
    }

    /// The last object of a prefix vanishes while others put new ones there: what a store of directories must survive.
    private static void work(ObjectStore store, int worker) throws IOException {
        for (int i = 0; i < 10; i++) {
            ObjectKey source = key("shared/" + i + "/object-" + worker);
            ObjectKey copy = key("shared/" + i + "/copy-" + worker);
            byte[] content = bytes(1000 + i, worker);
            put(store, source, content);
            store.copy(source, copy);
            requireContent(store, copy, content, "a copy must be right while others work");
            store.delete(i % 2 == 0 ? List.of(source, copy) : List.of(source));
        }
    }

    private static void oneKey(ObjectStore store) throws IOException {
        ObjectKey key = key("contended");
        try (Tasks tasks = new Tasks(WORKERS)) {
            for (int worker = 0; worker < WORKERS; worker++) {
                int number = worker;
                tasks.submit(() -> put(store, key, bytes(50_000, number)));
            }
            tasks.join();
        }
        byte[] content = Probe.get(store, key);
        for (int worker = 0; worker < WORKERS; worker++) {
            if (Arrays.equals(content, bytes(50_000, worker))) {
                return;
            }
        }
        throw new Violation("of many puts to one key one must win, but the object is none of them");
    }

    private static void interruptedPut(ObjectStore store) throws IOException {
        byte[] before = bytes(100, 1);
        put(store, key("kept"), before);
        ByteSource interrupting = out -> {
            out.write(bytes(100_000, 2));
            Thread.currentThread().interrupt();
            byte[] more = new byte[65_536];
            for (int written = 0; written < INTERRUPTED_BYTES; written += more.length) {
                out.write(more);
            }
        };
        requireInterrupted("a put whose thread is interrupted", () -> store.put(key("kept"), interrupting));
        requireInterrupted("a put whose thread is interrupted", () -> store.put(key("new"), interrupting));
        requireContent(store, key("kept"), before, "an interrupted put must change nothing");
        requireAbsent(store, key("new"), "an interrupted put must publish nothing");
    }

    private static void interruptedGet(ObjectStore store) throws IOException {
        put(store, key("object"), bytes(1_048_576, 1));
        requireInterrupted(
                "a get whose thread is interrupted",
                () -> store.get(key("object"), in -> {
                    in.readNBytes(10);
                    Thread.currentThread().interrupt();
                    in.readAllBytes();
                }));
    }

    private static void interruptedBefore(ObjectStore store) throws IOException {
        put(store, "object");
        SortedMap<String, Probe.Attempt> attempts = new TreeMap<>(Map.of(
                "put", () -> put(store, "new"),
                "create", () -> store.create(key("new"), new byte[1]),
                "get", () -> store.get(key("object"), _ -> {}),
                "stat", () -> store.stat(key("object")),
                "list", () -> store.list(ObjectKey.ROOT, Depth.ALL, _ -> {}),
                "copy", () -> store.copy(key("object"), key("copy")),
                "delete", () -> store.delete(List.of(key("object"))),
                "flush", store::flush));
        attempts.forEach((name, attempt) -> requireInterrupted("a " + name + " of an interrupted thread", () -> {
            Thread.currentThread().interrupt();
            attempt.run();
        }));
        requireListing(store, ObjectKey.ROOT, Depth.ALL, "object");
    }

    private static void interruptedFromOutside(ObjectStore store) throws Exception {
        CountDownLatch writing = new CountDownLatch(1);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        FutureTask<@Nullable Void> endless = new FutureTask<>(() -> {
            try {
                requireInterrupted(
                        "an interrupted put",
                        () -> store.put(key("endless"), out -> {
                            while (System.nanoTime() < deadline) {
                                out.write(1);
                                out.flush();
                                writing.countDown();
                                // Slowly, so that a store that collects its parts collects little.
                                LockSupport.parkNanos(100_000);
                            }
                        }));
                return null;
            } finally {
                // A put that fails before it calls its source is not waited for.
                writing.countDown();
            }
        });
        Thread thread = Thread.ofPlatform().daemon().start(endless);
        if (!writing.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new Violation("a put must call its source, but did not within " + PATIENCE_SECONDS + " s");
        }
        thread.interrupt();
        try {
            endless.get(2 * PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new Violation("an interrupted put must end, but did not within " + 2 * PATIENCE_SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Violation violation ? violation : e;
        }
        requireAbsent(store, key("endless"), "an interrupted put must publish nothing");
    }
}
