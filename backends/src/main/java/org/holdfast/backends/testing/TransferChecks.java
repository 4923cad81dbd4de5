package org.holdfast.backends.testing;

import static org.holdfast.backends.testing.Probe.bytes;
import static org.holdfast.backends.testing.Probe.get;
import static org.holdfast.backends.testing.Probe.key;
import static org.holdfast.backends.testing.Probe.put;
import static org.holdfast.backends.testing.Probe.require;
import static org.holdfast.backends.testing.Probe.requireAbsent;
import static org.holdfast.backends.testing.Probe.requireContent;
import static org.holdfast.backends.testing.Probe.requireThrown;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.Tasks;
import org.holdfast.backends.TransientStoreException;
import org.holdfast.backends.Unfinished;
import org.holdfast.backends.testing.StoreContract.Check;

/// Bytes in and out.
final class TransferChecks {
    /// None, one, and around the buffer sizes that stores and ciphers use.
    private static final int[] SIZES = {0, 1, 65_535, 65_536, 65_537, 1_048_576};

    private TransferChecks() {}

    static List<Check> all() {
        return List.of(
                new Check("an object comes back byte for byte, whatever its size", TransferChecks::roundTrip),
                new Check("an object written byte by byte or in one piece is the same", TransferChecks::pieces),
                new Check("a put replaces the object of the same key", TransferChecks::replace),
                new Check("a put whose source fails publishes nothing", TransferChecks::failedPut),
                new Check("a reader sees the old object or the new one, never a mixture", TransferChecks::noMixture),
                new Check("getting a missing object fails before the sink is called", TransferChecks::missing),
                new Check("a sink may read less than everything", TransferChecks::partialRead),
                new Check("stat tells the size", TransferChecks::stat),
                new Check("a put tells the tag that stat and list show", TransferChecks::tag),
                new Check("a source may write more or less than it expects", TransferChecks::expectations),
                new Check("a put that ended leaves nothing unfinished", TransferChecks::nothingUnfinished),
                new Check("flush returns", TransferChecks::flush),
                new Check("the empty key names no object", TransferChecks::emptyKey),
                new Check("capabilities can be met", TransferChecks::capabilities));
    }

    private static void roundTrip(ObjectStore store) throws IOException {
        for (int size : SIZES) {
            ObjectKey key = key("sizes/" + size);
            byte[] content = bytes(size, size);
            put(store, key, content);
            requireContent(store, key, content, "an object of " + size + " bytes must come back");
        }
    }

    private static void pieces(ObjectStore store) throws IOException {
        byte[] content = bytes(20_000, 1);
        store.put(key("bytewise"), out -> {
            for (byte b : content) {
                out.write(b);
            }
        });
        store.put(key("mixed"), out -> {
            out.write(content, 0, 1);
            out.write(content, 1, 9_999);
            out.flush();
            out.write(content, 10_000, 0);
            out.write(content, 10_000, 10_000);
        });
        requireContent(store, key("bytewise"), content, "single bytes must arrive in order");
        requireContent(store, key("mixed"), content, "pieces must arrive in order");
        store.get(key("mixed"), in -> {
            for (int i = 0; i < content.length; i++) {
                require(in.read() == (content[i] & 0xff), "single bytes must be read in order, wrong is byte " + i);
            }
            require(in.read() == -1, "the stream must end with the object");
        });
    }

    private static void replace(ObjectStore store) throws IOException {
        ObjectKey key = key("replaced");
        put(store, key, bytes(70_000, 1));
        for (int size : new int[] {10, 100_000, 0}) {
            byte[] content = bytes(size, size);
            put(store, key, content);
            requireContent(store, key, content, "a put must replace all of the object");
        }
    }

    private static void failedPut(ObjectStore store) throws IOException {
        byte[] before = bytes(1000, 1);
        put(store, key("kept"), before);
        for (String name : List.of("kept", "new", "deep/new")) {
            for (int size : new int[] {0, 1, 300_000}) {
                Probe.thrownBy(() -> store.put(key(name), out -> {
                    out.write(bytes(size, 2));
                    throw new IOException("the source fails on purpose");
                }));
            }
        }
        requireContent(store, key("kept"), before, "a failed put must leave the object before it alone");
        requireAbsent(store, key("new"), "a failed put must publish nothing");
        Probe.requireListing(store, ObjectKey.ROOT, Depth.ALL, "kept");
    }

    private static void noMixture(ObjectStore store) throws IOException {
        ObjectKey key = key("alternating");
        put(store, key, new byte[65_536]);
        AtomicBoolean done = new AtomicBoolean();
        try (Tasks tasks = new Tasks(2)) {
            for (int reader = 0; reader < 2; reader++) {
                tasks.submit(() -> {
                    boolean last;
                    do {
                        last = done.get();
                        readUniform(store, key, last);
                        Probe.letOthersRun();
                    } while (!last);
                });
            }
            for (int i = 1; i <= 20; i++) {
                byte[] content = new byte[i % 2 == 0 ? 65_536 : 200_000];
                Arrays.fill(content, (byte) i);
                put(store, key, content);
            }
            done.set(true);
            tasks.join();
        }
    }

    /// Some services give the checksum of one object with the bytes of the next. To be told that it is none of both is
    /// as good as to see one of them, once things have come to rest.
    private static void readUniform(ObjectStore store, ObjectKey key, boolean atRest) throws IOException {
        try {
            requireUniform(get(store, key));
        } catch (TransientStoreException e) {
            if (atRest) {
                throw e;
            }
        }
    }

    private static void requireUniform(byte[] content) {
        int size = content[0] % 2 == 0 ? 65_536 : 200_000;
        require(content.length == size, "a reader must see one object, but got " + content.length + " bytes of it");
        for (byte b : content) {
            require(b == content[0], "a reader must see one object, but got parts of two");
        }
    }

    private static void missing(ObjectStore store) throws IOException {
        put(store, "there/below");
        for (String name : List.of("missing", "there/missing", "nowhere/missing", "there")) {
            AtomicBoolean called = new AtomicBoolean();
            requireThrown(
                    ObjectNotFoundException.class,
                    "getting the missing object " + name + " must fail",
                    () -> store.get(key(name), _ -> called.set(true)));
            require(!called.get(), "the sink must not be called for a missing object");
            requireAbsent(store, key(name), "stat must find no missing object");
        }
    }

    private static void partialRead(ObjectStore store) throws IOException {
        byte[] content = bytes(1_000_000, 1);
        put(store, key("large"), content);
        store.get(key("large"), _ -> {});
        store.get(
                key("large"),
                in -> require(
                        Arrays.equals(in.readNBytes(100), Arrays.copyOf(content, 100)),
                        "the first bytes must be the object's"));
        requireContent(store, key("large"), content, "an object must be whole after partial reads");
    }

    private static void stat(ObjectStore store) throws IOException {
        for (int size : SIZES) {
            ObjectKey key = key("stat/" + size);
            put(store, key, bytes(size, size));
            Optional<ObjectInfo> info = store.stat(key);
            require(info.isPresent(), "stat must find the object " + key);
            require(info.get().key().equals(key), "stat must give the key it was asked for");
            require(
                    info.get().storedSize() >= size,
                    "a stored object of " + size + " bytes cannot have "
                            + info.get().storedSize());
            store.list(
                    ObjectKey.ROOT,
                    Depth.ALL,
                    listed -> require(
                            !listed.key().equals(key)
                                    || listed.storedSize() == info.get().storedSize(),
                            "stat and list must tell the same size"));
        }
    }

    private static void tag(ObjectStore store) throws IOException {
        Set<Optional<String>> tags = new HashSet<>();
        for (int size : SIZES) {
            ObjectKey key = key("tagged/object");
            byte[] content = bytes(size, size);
            Optional<String> tag = store.put(key, out -> out.write(content));
            Optional<ObjectInfo> info = store.stat(key);
            require(
                    info.isPresent() && info.get().tag().equals(tag),
                    "a put of " + size + " bytes must tell the tag of " + info + ", but told " + tag);
            store.list(
                    key("tagged"),
                    Depth.ALL,
                    listed -> require(
                            listed.tag().equals(tag), "list must show the tag " + tag + ", but showed " + listed));
            require(tag.isEmpty() || tags.add(tag), "other bytes must have another tag, but have " + tag);
        }
    }

    private static void expectations(ObjectStore store) throws IOException {
        for (int size : SIZES) {
            for (long expected : new long[] {0, 1, 4096, 65_536, 3_000_000, ByteSource.UNKNOWN_SIZE}) {
                ObjectKey key = key("expected/" + expected);
                byte[] content = bytes(size, size + expected);
                store.put(key, ByteSource.sized(expected, out -> out.write(content)));
                requireContent(
                        store, key, content, size + " bytes where " + expected + " were expected must come back");
            }
        }
    }

    private static void nothingUnfinished(ObjectStore store) throws IOException {
        put(store, key("ended"), bytes(1_000_000, 1));
        Probe.thrownBy(() -> store.put(key("failed"), out -> {
            out.write(bytes(1_000_000, 2));
            throw new IOException("the source fails on purpose");
        }));
        store.unfinished(ObjectKey.ROOT, found -> {
            throw new StoreContract.Violation("a put that ended must leave nothing, but left " + found);
        });
        store.discard(new Unfinished(key("ended"), "no such id", Instant.EPOCH));
        requireContent(
                store, key("ended"), bytes(1_000_000, 1), "discarding what is unfinished must leave objects alone");
    }

    private static void flush(ObjectStore store) throws IOException {
        store.flush();
        put(store, "flushed");
        store.flush();
        store.flush();
    }

    private static void emptyKey(ObjectStore store) throws IOException {
        put(store, "object");
        List<Probe.Attempt> attempts = List.of(
                () -> store.put(ObjectKey.ROOT, _ -> {}),
                () -> store.get(ObjectKey.ROOT, _ -> {}),
                () -> store.stat(ObjectKey.ROOT),
                () -> store.copy(ObjectKey.ROOT, key("copy")),
                () -> store.copy(key("object"), ObjectKey.ROOT),
                () -> store.delete(List.of(ObjectKey.ROOT)));
        for (Probe.Attempt attempt : attempts) {
            requireThrown(IllegalArgumentException.class, "using the empty key must fail", attempt);
        }
        Probe.requireListing(store, ObjectKey.ROOT, Depth.ALL, "object");
    }

    private static void capabilities(ObjectStore store) throws IOException {
        // Names of 100 bytes and keys of 300 are the least that a tree of files needs.
        require(store.capabilities().maxNameBytes() >= 100, "names of 100 bytes must be possible");
        require(store.capabilities().maxKeyBytes() >= 300, "keys of 300 bytes must be possible");
        String name = "n".repeat(100);
        put(store, name + "/" + name + "/" + name.substring(2));
    }
}
