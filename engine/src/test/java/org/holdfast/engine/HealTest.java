package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.filesystem.FileSettings;
import org.holdfast.backends.filesystem.FileStore;
import org.holdfast.backends.testing.MemoryStore;
import org.holdfast.format.Event;
import org.holdfast.format.Preview;
import org.holdfast.format.Progress;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Skip;
import org.holdfast.testkit.TreeFacts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What somebody else did to a working copy between two runs is found by one listing and put right.
class HealTest {
    private static final int FILES = 12;
    private static final ObjectKey WORKING = Layout.workingTree(new AppId("blog"));

    private @TempDir Path dir;
    private Path source;
    private Lab lab;
    private final List<String> told = new CopyOnWriteArrayList<>();

    @BeforeEach
    void prepare() throws Exception {
        source = Files.createDirectory(dir.resolve("source"));
        for (int i = 0; i < FILES; i++) {
            Files.writeString(source.resolve("file" + i), "content " + i);
        }
        lab = new Lab(dir.resolve("state"));
    }

    private ObjectStore store(boolean tags) throws Exception {
        return tags ? new MemoryStore() : FileStore.openOrCreate(FileSettings.defaults(dir.resolve("store")));
    }

    private BackupOutcome backup(ObjectStore store, boolean encrypted) throws Exception {
        told.clear();
        try (BackupEngine engine = lab.engine(store, encrypted)) {
            return engine.backup(Lab.request(source, FormatKind.RSYNC), event -> {
                if (event instanceof Event.Noticed(String message)) {
                    told.add(message);
                }
            });
        }
    }

    private void checkRestores(ObjectStore store, BackupRecord record, boolean encrypted) throws Exception {
        Path target = dir.resolve("target-" + record.finished().toEpochMilli());
        try (BackupEngine engine = lab.engine(store, encrypted)) {
            engine.restore(record, RestoreRequest.to(target), Progress.NONE);
        }
        assertThat(TreeFacts.of(source).differences(TreeFacts.of(target))).isEmpty();
    }

    /// The objects of the working copy, and the bytes of each.
    private static Map<ObjectKey, byte[]> working(ObjectStore store) throws Exception {
        Map<ObjectKey, byte[]> objects = new ConcurrentHashMap<>();
        List<ObjectKey> keys = new ArrayList<>();
        store.list(WORKING, Depth.ALL, info -> keys.add(info.key()));
        for (ObjectKey key : keys) {
            store.get(key, in -> objects.put(key, in.readAllBytes()));
        }
        return objects;
    }

    private static void put(ObjectStore store, ObjectKey key, byte[] bytes) throws Exception {
        store.put(key, out -> out.write(bytes));
    }

    private static ObjectKey of(ObjectStore store, boolean encrypted, String path) throws Exception {
        ObjectKey[] key = new ObjectKey[1];
        try (Vault vault = Vault.over("store", store, Lab.passwords(encrypted))) {
            key[0] = WORKING.resolve(StoredForm.of(vault.at(WORKING)).key(BytePath.parse(path)));
        }
        return Objects.requireNonNull(key[0]);
    }

    private static byte[] other(byte[] bytes, int size) {
        byte[] changed = java.util.Arrays.copyOf(bytes, size);
        changed[size / 2] ^= 1;
        return changed;
    }

    @ParameterizedTest
    @CsvSource({"true, false", "true, true", "false, false", "false, true"})
    void whatIsMissingChangedOrUnknownIsPutRight(boolean tags, boolean encrypted) throws Exception {
        ObjectStore store = store(tags);
        backup(store, encrypted);
        ObjectKey missing = of(store, encrypted, "data/file1");
        ObjectKey shorter = of(store, encrypted, "data/file2");
        ObjectKey flipped = of(store, encrypted, "data/file3");
        ObjectKey unknown = of(store, encrypted, "data/unknown");
        ObjectKey nameless = WORKING.resolve("not sealed");
        Map<ObjectKey, byte[]> before = working(store);
        assertThat(before).containsKeys(missing, shorter, flipped);
        store.delete(List.of(missing));
        byte[] sound = Objects.requireNonNull(before.get(shorter));
        put(store, shorter, other(sound, sound.length - 1));
        put(store, unknown, new byte[3]);
        put(store, nameless, new byte[3]);
        if (tags) {
            byte[] whole = Objects.requireNonNull(before.get(flipped));
            put(store, flipped, other(whole, whole.length));
        }

        List<String> preview = preview(store, encrypted);
        int changed = tags ? 2 : 1;
        assertThat(preview)
                .contains("upload data/file1", "upload data/file2", "remove data/unknown", "remove not sealed");
        assertThat(preview).filteredOn(line -> line.startsWith("upload ")).hasSize(1 + changed);
        assertThat(preview).filteredOn(line -> line.startsWith("noticed ")).hasSize(1);

        BackupOutcome next = backup(store, encrypted);
        assertThat(told)
                .singleElement()
                .asString()
                .contains("1 missing (data/file1)", changed + " changed (", "2 unknown (such as ");
        assertThat(next.summary().repairedObjects()).isEqualTo(1 + changed + 2);
        assertThat(next.summary().uploadedFiles()).isEqualTo(1 + changed);
        checkRestores(store, next.record(), encrypted);
        assertThat(working(store).keySet()).isEqualTo(before.keySet());

        BackupOutcome last = backup(store, encrypted);
        assertThat(told).isEmpty();
        assertThat(last.summary().repairedObjects()).isZero();
        assertThat(last.summary().uploadedFiles()).isZero();
        checkRestores(store, last.record(), encrypted);
    }

    private List<String> preview(ObjectStore store, boolean encrypted) throws Exception {
        List<String> lines = new ArrayList<>();
        try (BackupEngine engine = lab.engine(store, encrypted)) {
            engine.preview(Lab.request(source, FormatKind.RSYNC), new Preview() {
                @Override
                public void upload(BytePath path, long size) {
                    lines.add("upload " + path);
                }

                @Override
                public void keep(BytePath path, long size) {}

                @Override
                public void remove(BytePath path) {
                    lines.add("remove " + path);
                }

                @Override
                public void skipped(Skip skip) {
                    lines.add("skip " + skip);
                }

                @Override
                public void noticed(String message) {
                    lines.add("noticed " + message);
                }
            });
        }
        return lines;
    }

    /// Many, so that the comparison goes through files.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWorkingCopyThatIsGoneAltogetherIsUploadedAnew(boolean encrypted) throws Exception {
        MemoryStore store = new MemoryStore();
        backup(store, encrypted);
        store.delete(working(store).keySet());
        BackupOutcome next = backup(store, encrypted);
        // With config.json and fsmetadata.json.
        assertThat(next.summary().repairedObjects()).isEqualTo(FILES + 2);
        assertThat(next.summary().uploadedFiles()).isEqualTo(FILES + 2);
        checkRestores(store, next.record(), encrypted);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLostIndexIsRebuiltAndAdoptsTheTags(boolean encrypted) throws Exception {
        MemoryStore store = new MemoryStore();
        backup(store, encrypted);
        try (Stream<Path> files = Files.find(dir.resolve("state"), 9, (path, _) -> path.endsWith("index/index"))) {
            Files.delete(files.findFirst().orElseThrow());
        }
        ObjectKey missing = of(store, encrypted, "data/file1");
        store.delete(List.of(missing));
        BackupOutcome rebuilt = backup(store, encrypted);
        assertThat(told).hasSize(2).first().asString().contains("there is no local index");
        assertThat(rebuilt.summary().uploadedFiles()).isEqualTo(1);
        checkRestores(store, rebuilt.record(), encrypted);

        ObjectKey flipped = of(store, encrypted, "data/file3");
        byte[] bytes = Objects.requireNonNull(working(store).get(flipped));
        put(store, flipped, other(bytes, bytes.length));
        assertThat(backup(store, encrypted).summary().repairedObjects()).isEqualTo(1);
    }

    private static BackupId pending(ObjectStore store) throws Exception {
        return new JsonObjects(store)
                .get(Layout.pending(new AppId("blog")), PendingBackup.Note.class)
                .backup()
                .flatMap(BackupId::parse)
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatVanishesDuringTheRunMakesNoBackup(boolean encrypted) throws Exception {
        MemoryStore store = new MemoryStore();
        BackupRecord first = backup(store, encrypted).record();
        ObjectKey missing = of(store, encrypted, "data/file1");
        String told = "the working copy of app blog in store does not hold what it should";
        ObjectStore meddled = Meddled.beforePut(
                store, key -> key.text().endsWith(".pending.json"), () -> store.delete(List.of(missing)));
        assertThatThrownBy(() -> backup(meddled, encrypted))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining(told);
        // A service may still copy; so the next run removes it, led by the note.
        BackupId failed = pending(store);
        assertThat(new Catalog(store).find(failed)).isPresent();
        BackupOutcome next = backup(store, encrypted);
        assertThat(store.stat(Layout.pending(new AppId("blog")))).isEmpty();
        assertThat(new Catalog(store).find(failed)).isEmpty();
        assertThat(next.summary().uploadedFiles()).isEqualTo(1);
        checkRestores(store, next.record(), encrypted);
        try (BackupEngine engine = lab.engine(store, encrypted)) {
            assertThat(engine.list(Optional.empty(), Progress.NONE)).containsExactly(first, next.record());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"schema\":1,\"backup\":\"../../x\"}"})
    void aDamagedNoteOfAPendingBackupStopsNone(String note) throws Exception {
        MemoryStore store = new MemoryStore();
        BackupRecord first = backup(store, false).record();
        ObjectKey key = Layout.pending(new AppId("blog"));
        put(store, key, note.getBytes(StandardCharsets.UTF_8));
        BackupRecord next = backup(store, false).record();
        assertThat(store.stat(key)).isEmpty();
        checkRestores(store, first, false);
        checkRestores(store, next, false);
    }
}
