package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.testing.MemoryStore;
import org.holdfast.format.Manifest;
import org.holdfast.format.Progress;
import org.holdfast.sync.StoredEntry;
import org.holdfast.testkit.TreeFacts;

/// Two stores in memory, and a backup that goes from one to the other.
///
/// @param dir for local state and what is restored
record CopyScene(Path dir, MemoryStore from, MemoryStore to, Lab lab, Side source, Side target) {
    /// How a backup is kept.
    record Side(FormatKind format, boolean encrypted) {
        static List<Side> all() {
            List<Side> all = new ArrayList<>();
            for (FormatKind format : FormatKind.values()) {
                all.add(new Side(format, false));
                all.add(new Side(format, true));
            }
            return all;
        }
    }

    static CopyScene of(Path dir, Side source, Side target) throws IOException {
        Files.createDirectories(dir);
        return new CopyScene(dir, new MemoryStore(), new MemoryStore(), new Lab(dir.resolve("state")), source, target);
    }

    BackupEngine engine(String name, ObjectStore store, boolean encrypted) throws Exception {
        Vault vault = Vault.over(name, store, Lab.passwords(encrypted));
        return new BackupEngine(
                new StoreLocation.Nowhere(), vault, new StateDirectory(dir.resolve("state")), lab.clock());
    }

    BackupRecord backup(Path tree) throws Exception {
        try (BackupEngine engine = engine("from", from, source.encrypted)) {
            return engine.backup(Lab.request(tree, source.format), Progress.NONE)
                    .record();
        }
    }

    CopyOutcome copy(BackupRecord record) throws Exception {
        return copy(record, from, to);
    }

    CopyOutcome copy(BackupRecord record, ObjectStore read, ObjectStore written) throws Exception {
        try (BackupEngine reader = engine("from", read, source.encrypted);
                BackupEngine writer = engine("to", written, target.encrypted)) {
            return reader.copy(record, writer, Optional.of(target.format), Progress.NONE);
        }
    }

    List<BackupRecord> copies() throws Exception {
        try (BackupEngine engine = engine("to", to, target.encrypted)) {
            return engine.list(Optional.empty(), Progress.NONE);
        }
    }

    void assertRestores(BackupRecord copy, TreeFacts expected) throws Exception {
        Path restored = dir.resolve("restored");
        try (BackupEngine engine = engine("to", to, target.encrypted)) {
            engine.restore(copy, RestoreRequest.to(restored), Progress.NONE);
        }
        assertThat(expected.differences(TreeFacts.of(restored)))
                .as(dir.toString())
                .isEmpty();
        Trees.delete(restored);
    }

    /// What a backup says it holds, without what only one format has.
    static List<StoredEntry> entries(BackupEngine engine, BackupRecord record) throws Exception {
        List<StoredEntry> entries = new ArrayList<>();
        engine.files(record, List.of(), new Manifest.Visitor() {
            @Override
            public void entry(StoredEntry entry) {
                if (!entry.path().text().equals("fsmetadata.json")) {
                    entries.add(entry);
                }
            }
        });
        return entries;
    }

    /// Every object of a store: its key and what names its bytes.
    static TreeMap<String, String> objects(ObjectStore store) throws IOException {
        TreeMap<String, String> objects = new TreeMap<>();
        store.list(
                ObjectKey.ROOT,
                Depth.ALL,
                info -> objects.put(
                        info.key().text(), info.storedSize() + " " + info.tag().orElse("")));
        return objects;
    }

    static byte[] bytes(ObjectStore store, ObjectKey key) throws IOException {
        AtomicReference<byte[]> bytes = new AtomicReference<>(new byte[0]);
        store.get(key, in -> bytes.set(in.readAllBytes()));
        return bytes.get();
    }
}
