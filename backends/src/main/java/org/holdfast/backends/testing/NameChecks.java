package org.holdfast.backends.testing;

import static org.holdfast.backends.testing.Probe.get;
import static org.holdfast.backends.testing.Probe.put;
import static org.holdfast.backends.testing.Probe.require;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.testing.StoreContract.Check;
import org.holdfast.names.BytePath;

/// Names as users have them.
final class NameChecks {
    private static final List<String> ODD = List.of(
            " ",
            "a b",
            " leading",
            "trailing ",
            "trailing.",
            ".hidden",
            "..almost",
            "...",
            "-rf",
            "~",
            "it's",
            "\"quoted\"",
            "new\nline",
            "tab\tand\rreturn",
            "back\\slash",
            "+",
            "1+1",
            "100%",
            "%2F",
            "%00",
            "a#b",
            "a&b",
            "&amp;",
            "<tag>",
            "a*b",
            "a:b",
            "a;b",
            "a=b",
            "a?b",
            "a|b",
            "a,b",
            "$HOME",
            "`id`",
            "{}[]()^!@",
            "ünïcödé",
            "日本語",
            "العربية",
            "🗄️",
            "👩‍👩‍👧");

    /// Pairs that are one name to a file system that folds case or normalises text, which would mix up two objects.
    private static final List<String> ALIKE = List.of(
            "readme", "README", "Readme", "\u00e9", "e\u0301", "\u212b", "\u00c5", "A\u030a", "stra\u00dfe", "strasse");

    private NameChecks() {}

    static List<Check> text() {
        return List.of(
                new Check(
                        "odd names are names like others",
                        store -> use(store, ODD.stream().map(BytePath::parse).toList())),
                new Check(
                        "names that differ only in case or composition are different",
                        store -> use(store, ALIKE.stream().map(BytePath::parse).toList())),
                new Check("names as long as promised can be used", NameChecks::longNames));
    }

    static List<Check> bytes() {
        return List.of(new Check("names that are no text are names like others", store -> use(store, notText())));
    }

    private static List<BytePath> notText() {
        return Stream.of(
                        new byte[] {(byte) 0xff},
                        new byte[] {'a', (byte) 0xc3},
                        new byte[] {(byte) 0xe9, 't', (byte) 0xe9},
                        new byte[] {(byte) 0xc0, (byte) 0x80},
                        new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                        new byte[] {1, 2, 27, 127})
                .map(BytePath::of)
                .toList();
    }

    private static void longNames(ObjectStore store) throws IOException {
        int longest = Math.min(255, store.capabilities().maxNameBytes());
        String wide = "ü".repeat(longest / 2) + "x".repeat(longest % 2);
        use(store, List.of(BytePath.parse("n".repeat(longest)), BytePath.parse(wide)));
    }

    /// Does with each name, as an object's own and as a directory's, whatever can be done.
    private static void use(ObjectStore store, List<BytePath> names) throws IOException {
        List<ObjectKey> keys = new ArrayList<>();
        for (BytePath name : names) {
            keys.add(new ObjectKey(BytePath.parse("flat").resolve(name)));
            keys.add(new ObjectKey(BytePath.parse("deep").resolve(name).resolve("object")));
        }
        for (int i = 0; i < keys.size(); i++) {
            put(store, keys.get(i), Probe.bytes(i, i));
        }
        requireListed(store, "flat", Depth.CHILDREN, keys);
        requireListed(store, "flat", Depth.ALL, keys);
        requireListed(store, "deep", Depth.ALL, keys);
        for (int i = 0; i < keys.size(); i++) {
            ObjectKey key = keys.get(i);
            ObjectKey copy = new ObjectKey(BytePath.parse("copied").resolve(key.path()));
            require(
                    Arrays.equals(get(store, key), Probe.bytes(i, i)),
                    "the object \"" + key + "\" must come back, but other bytes did");
            require(store.stat(key).isPresent(), "stat must find \"" + key + "\"");
            require(Probe.list(store, key, Depth.ALL).isEmpty(), "nothing must be listed below \"" + key + "\"");
            store.copy(key, copy);
            require(
                    Arrays.equals(get(store, copy), Probe.bytes(i, i)),
                    "the copy \"" + copy + "\" must have the source's bytes, but has others");
        }
        store.delete(keys);
        for (ObjectKey key : keys) {
            require(store.stat(key).isEmpty(), "the deleted object \"" + key + "\" must be gone");
        }
    }

    private static void requireListed(ObjectStore store, String prefix, Depth depth, List<ObjectKey> keys)
            throws IOException {
        ObjectKey below = ObjectKey.of(prefix);
        Set<ObjectKey> expected =
                keys.stream().filter(key -> key.startsWith(below)).collect(Collectors.toSet());
        List<ObjectKey> found = new ArrayList<>();
        store.list(below, depth, info -> found.add(info.key()));
        require(
                found.size() == expected.size() && expected.equals(Set.copyOf(found)),
                "listing " + depth + " must give back the names " + expected + ", but gave " + found);
    }
}
