package org.holdfast.backends.testing;

import static org.holdfast.backends.testing.Probe.bytes;
import static org.holdfast.backends.testing.Probe.key;
import static org.holdfast.backends.testing.Probe.put;
import static org.holdfast.backends.testing.Probe.require;
import static org.holdfast.backends.testing.Probe.requireAbsent;
import static org.holdfast.backends.testing.Probe.requireContent;
import static org.holdfast.backends.testing.Probe.requireListing;
import static org.holdfast.backends.testing.Probe.requireThrown;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.testing.StoreContract.Check;

/// Objects that multiply and vanish.
final class CopyAndDeleteChecks {
    private CopyAndDeleteChecks() {}

    static List<Check> all() {
        return List.of(
                new Check("a copy has the same bytes", CopyAndDeleteChecks::copy),
                new Check("a copy is the same, whatever becomes of the original", CopyAndDeleteChecks::original),
                new Check("a copy replaces what is there", CopyAndDeleteChecks::copyOver),
                new Check("a copy may be repeated, also onto itself", CopyAndDeleteChecks::copyAgain),
                new Check("a copy and its source are independent", CopyAndDeleteChecks::independent),
                new Check("copying a missing object fails and changes nothing", CopyAndDeleteChecks::copyMissing),
                new Check("a deleted object is gone", CopyAndDeleteChecks::delete),
                new Check("deleting missing objects succeeds", CopyAndDeleteChecks::deleteMissing),
                new Check("more than a thousand objects are deleted at once", CopyAndDeleteChecks::deleteMany));
    }

    private static void copy(ObjectStore store) throws IOException {
        for (int size : new int[] {0, 1, 1_048_576}) {
            byte[] content = bytes(size, size);
            put(store, key("source"), content);
            store.copy(key("source"), key("copies/of " + size + "/bytes+more"));
            requireContent(store, key("copies/of " + size + "/bytes+more"), content, "a copy must have all bytes");
            requireContent(store, key("source"), content, "the source must stay");
        }
    }

    private static void original(ObjectStore store) throws IOException {
        byte[] content = bytes(70_000, 1);
        put(store, key("source"), content);
        store.copy(key("source"), key("with"), Optional.of(ByteSource.sized(70_000, out -> out.write(content))));
        Throwable thrown = Probe.thrownBy(() -> store.copy(key("source"), key("failing"), Optional.of(out -> {
            out.write(content, 0, 1000);
            throw new IOException("the original fails on purpose");
        })));
        require(thrown == null, "a copy must succeed though its original fails, but it was " + thrown);
        for (String copy : List.of("with", "failing")) {
            requireContent(store, key(copy), content, "a copy must have all bytes");
        }
        Throwable missing =
                Probe.thrownBy(() -> store.copy(key("missing"), key("new"), Optional.of(out -> out.write(content))));
        if (missing == null) {
            requireContent(store, key("new"), content, "an original that was put again must have all bytes");
            return;
        }
        require(
                missing instanceof ObjectNotFoundException,
                "copying a missing object must fail as such, but it was " + missing);
        requireAbsent(store, key("new"), "a failed copy must change nothing");
    }

    private static void copyOver(ObjectStore store) throws IOException {
        put(store, key("source"), bytes(1000, 1));
        put(store, key("target"), bytes(5000, 2));
        store.copy(key("source"), key("target"));
        requireContent(store, key("target"), bytes(1000, 1), "a copy must replace all of the object");
        requireListing(store, ObjectKey.ROOT, Depth.ALL, "source", "target");
    }

    private static void copyAgain(ObjectStore store) throws IOException {
        put(store, key("source"), bytes(1000, 1));
        for (int i = 0; i < 3; i++) {
            store.copy(key("source"), key("target"));
            store.copy(key("source"), key("source"));
            store.copy(key("target"), key("source"));
        }
        requireContent(store, key("source"), bytes(1000, 1), "an object copied onto itself must stay");
        requireContent(store, key("target"), bytes(1000, 1), "a copy repeated must stay");
        requireListing(store, ObjectKey.ROOT, Depth.ALL, "source", "target");
    }

    private static void independent(ObjectStore store) throws IOException {
        put(store, key("source"), bytes(1000, 1));
        store.copy(key("source"), key("first"));
        store.copy(key("source"), key("second"));
        put(store, key("source"), bytes(1000, 2));
        requireContent(store, key("first"), bytes(1000, 1), "a copy must not change with its source");
        put(store, key("second"), bytes(1000, 3));
        requireContent(store, key("first"), bytes(1000, 1), "a copy must not change with another copy");
        requireContent(store, key("source"), bytes(1000, 2), "a source must not change with its copy");
        store.delete(List.of(key("source")));
        requireContent(store, key("first"), bytes(1000, 1), "a copy must outlive its source");
    }

    private static void copyMissing(ObjectStore store) throws IOException {
        put(store, key("target"), bytes(1000, 1));
        put(store, "prefix/object");
        for (String source : List.of("missing", "missing/too", "prefix", "target/below")) {
            for (String target : List.of("target", "new", "new/too")) {
                requireThrown(
                        ObjectNotFoundException.class,
                        "copying the missing object " + source + " must fail",
                        () -> store.copy(key(source), key(target)));
            }
        }
        requireContent(store, key("target"), bytes(1000, 1), "a failed copy must change nothing");
        requireListing(store, ObjectKey.ROOT, Depth.ALL, "prefix/object", "target");
    }

    private static void delete(ObjectStore store) throws IOException {
        for (String name : List.of("a/one", "a/two", "a/b/three", "a-b", "a.txt")) {
            put(store, name);
        }
        store.delete(List.of(key("a/one"), key("a/b/three"), key("a/one")));
        requireAbsent(store, key("a/one"), "a deleted object must be gone");
        requireListing(store, ObjectKey.ROOT, Depth.ALL, "a/two", "a-b", "a.txt");
        put(store, "a/one");
        requireListing(store, key("a"), Depth.ALL, "a/one", "a/two");
    }

    private static void deleteMissing(ObjectStore store) throws IOException {
        put(store, "a/object");
        store.delete(List.of());
        // A prefix is no object, so deleting its key removes nothing below it.
        store.delete(List.of(key("missing"), key("a/missing"), key("missing/too"), key("a"), key("a/object/below")));
        requireListing(store, ObjectKey.ROOT, Depth.ALL, "a/object");
    }

    private static void deleteMany(ObjectStore store) throws IOException {
        List<ObjectKey> keys = new ArrayList<>();
        for (String name : ListChecks.putMany(store)) {
            keys.add(key(name));
            keys.add(key("missing/" + name));
        }
        put(store, "many-more");
        store.delete(keys);
        requireListing(store, ObjectKey.ROOT, Depth.ALL, "many-more");
    }
}
