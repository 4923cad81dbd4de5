package org.holdfast.backends.testing;

import static org.holdfast.backends.testing.Probe.key;
import static org.holdfast.backends.testing.Probe.put;
import static org.holdfast.backends.testing.Probe.require;
import static org.holdfast.backends.testing.Probe.requireListing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.Tasks;
import org.holdfast.backends.testing.StoreContract.Check;

/// What is there.
final class ListChecks {
    /// More than the page of any object store.
    static final int MANY = 1100;

    private ListChecks() {}

    static List<Check> all() {
        return List.of(
                new Check("a listing gives everything below a prefix once", ListChecks::everything),
                new Check("a prefix ends on a segment border", ListChecks::borders),
                new Check("children are direct objects and direct prefixes, each once", ListChecks::children),
                new Check("a prefix without objects lists nothing", ListChecks::nothing),
                new Check("a removed object takes its prefix along", ListChecks::prefixesGo),
                new Check("more than a thousand objects are listed", ListChecks::many),
                new Check("what stays is listed while other objects come and go", ListChecks::meanwhile));
    }

    private static void everything(ObjectStore store) throws IOException {
        for (String name : List.of("top", "a/one", "a/two", "a/b/c/d/deep", "z/one")) {
            put(store, name);
        }
        requireListing(store, ObjectKey.ROOT, Depth.ALL, "top", "a/one", "a/two", "a/b/c/d/deep", "z/one");
        requireListing(store, key("a"), Depth.ALL, "a/one", "a/two", "a/b/c/d/deep");
        requireListing(store, key("a/b"), Depth.ALL, "a/b/c/d/deep");
        requireListing(store, key("a/one"), Depth.ALL);
    }

    private static void borders(ObjectStore store) throws IOException {
        for (String name : List.of("d/b", "d/b.txt", "db", "d.txt", "d-old/x", "d b/x", "d+/x", "d!", "d0", "e/d/b")) {
            put(store, name);
        }
        requireListing(store, key("d"), Depth.ALL, "d/b", "d/b.txt");
        requireListing(store, key("d"), Depth.CHILDREN, "d/b", "d/b.txt");
        requireListing(store, key("d/b"), Depth.ALL);
        for (String name : List.of("o", "ob", "o.txt", "o-old/x")) {
            put(store, name);
        }
        requireListing(store, key("o"), Depth.ALL);
        requireListing(store, key("o"), Depth.CHILDREN);
    }

    private static void children(ObjectStore store) throws IOException {
        for (String name : List.of("top", "a/one", "a/two", "a/b/one", "a/b/two", "a/b/c/deep", "a-b/one", "z/z/z")) {
            put(store, name);
        }
        requireListing(store, ObjectKey.ROOT, Depth.CHILDREN, "top", "a/", "a-b/", "z/");
        requireListing(store, key("a"), Depth.CHILDREN, "a/one", "a/two", "a/b/");
        requireListing(store, key("z"), Depth.CHILDREN, "z/z/");
    }

    private static void nothing(ObjectStore store) throws IOException {
        for (Depth depth : Depth.values()) {
            requireListing(store, ObjectKey.ROOT, depth);
            requireListing(store, key("missing"), depth);
            requireListing(store, key("missing/too"), depth);
        }
        put(store, "object");
        for (Depth depth : Depth.values()) {
            requireListing(store, key("object/below"), depth);
            requireListing(store, key("obj"), depth);
        }
    }

    private static void prefixesGo(ObjectStore store) throws IOException {
        put(store, "a/b/c/one");
        put(store, "a/two");
        store.delete(List.of(key("a/b/c/one")));
        requireListing(store, key("a"), Depth.CHILDREN, "a/two");
        store.delete(List.of(key("a/two")));
        requireListing(store, ObjectKey.ROOT, Depth.CHILDREN);
        put(store, "a");
        requireListing(store, ObjectKey.ROOT, Depth.CHILDREN, "a");
        store.delete(List.of(key("a")));
        put(store, "a/b");
        requireListing(store, ObjectKey.ROOT, Depth.CHILDREN, "a/");
    }

    private static void many(ObjectStore store) throws IOException {
        Set<String> expected = new HashSet<>(putMany(store));
        for (Depth depth : Depth.values()) {
            List<String> found = Probe.list(store, key("many"), depth);
            require(
                    found.size() == MANY && expected.equals(Set.copyOf(found)),
                    "listing " + depth + " of " + MANY + " objects must give each once, but gave " + found.size()
                            + ", different ones " + Set.copyOf(found).size());
        }
    }

    static List<String> putMany(ObjectStore store) throws IOException {
        List<String> names = new ArrayList<>();
        try (Tasks tasks = Tasks.over(store)) {
            for (int i = 0; i < MANY; i++) {
                String name = "many/" + i;
                names.add(name);
                tasks.submit(() -> put(store, name));
            }
            tasks.join();
        }
        return names;
    }

    private static void meanwhile(ObjectStore store) throws IOException {
        List<String> staying = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            put(store, "staying/" + i + "/object");
            staying.add("staying/" + i + "/object");
        }
        AtomicBoolean done = new AtomicBoolean();
        try (Tasks tasks = new Tasks(1)) {
            tasks.submit(() -> {
                for (int i = 0; !done.get(); i++) {
                    put(store, "staying/" + i % 10 + "/fleeting-" + i + "/object");
                    store.delete(List.of(key("staying/" + i % 10 + "/fleeting-" + i + "/object")));
                    Probe.letOthersRun();
                }
            });
            for (int round = 0; round < 10; round++) {
                List<String> found = Probe.list(store, key("staying"), Depth.ALL);
                require(found.containsAll(staying), "what stays must be listed, but the listing was " + found);
                require(
                        found.size() == Set.copyOf(found).size(),
                        "each key must be listed once, but the listing was " + found);
            }
            done.set(true);
            tasks.join();
        }
    }
}
