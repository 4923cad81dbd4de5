package org.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.holdfast.names.BytePath;
import org.holdfast.sync.SyncIndex.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncIndexTest {
    private static final String BOOT = "boot 1";

    @TempDir
    Path dir;

    private Path state;

    @BeforeEach
    void nameDirectory() {
        state = dir.resolve("state");
    }

    private SyncIndex open() throws IOException {
        return SyncIndex.open(state, BOOT);
    }

    private static Cursor<BytePath> paths(String... paths) {
        return Cursor.of(Stream.of(paths).map(BytePath::parse).toList());
    }

    private static Cursor<StoredEntry> entries(String... paths) {
        return Cursor.of(Stream.of(paths).map(path -> stored(path, 1)).toList());
    }

    /// A stored file; the size tells one version from another.
    private static StoredEntry stored(String path, int size) {
        StoredEntry entry = Copy.file(path, size);
        return new StoredEntry(
                entry.tree(),
                Optional.of("%064x".formatted(size)),
                Map.of("user.a", "AA==", "user.b", ""),
                Optional.empty(),
                false,
                Optional.of("tag" + size));
    }

    /// What the index believes: path → size, or -1 where it is in doubt.
    private static Map<String, Long> beliefs(SyncIndex index) throws IOException {
        Map<String, Long> beliefs = new TreeMap<>();
        List<BytePath> order = new ArrayList<>();
        try (Cursor<IndexEntry> entries = index.entries()) {
            for (IndexEntry entry = entries.next(); entry != null; entry = entries.next()) {
                order.add(entry.path());
                entry.known().ifPresent(known -> assertThat(known)
                        .isEqualTo(
                                stored(known.path().text(), (int) known.tree().size())));
                beliefs.put(
                        entry.path().text(),
                        entry.known().map(known -> known.tree().size()).orElse(-1L));
            }
        }
        assertThat(order).isSorted().doesNotHaveDuplicates();
        return beliefs;
    }

    private Map<String, Long> beliefs() throws IOException {
        try (SyncIndex index = open()) {
            return beliefs(index);
        }
    }

    private TreeList tree(TreeEntry... entries) throws IOException {
        try (TreeList.Writer writer = TreeList.write(dir.resolve("tree"))) {
            for (TreeEntry entry : entries) {
                writer.add(entry);
            }
            return writer.finish();
        }
    }

    /// What a [FinishVisitor] was told, a line each.
    private static final class Told implements FinishVisitor {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void entry(StoredEntry entry) {
            lines.add(entry.tree().kind() + " " + entry.path() + " "
                    + entry.tree().size()
                    + entry.hardlinkTo().map(to -> " = " + to).orElse(""));
        }

        @Override
        public void unsettled(BytePath path) {
            lines.add("unsettled " + path);
        }
    }

    @Test
    void everyFileIsClosed() throws IOException {
        try (SyncIndex index = open()) {
            Copy.rebuild(index, "g0", entries("a", "b"));
            index.begin("g1", paths("a"));
            assertThat(OpenFiles.in(state)).containsExactly(state.resolve("journal"));
            Copy.rebuild(index, "g2", entries("a", "b"));
            assertThat(OpenFiles.in(state)).as("after a rebuild").isEmpty();
            index.begin("g3", paths("a"));
            index.stored(stored("a", 2));
            index.finish(tree(stored("a", 2).tree()), new Told());
            assertThat(OpenFiles.in(state)).as("after the end of a run").isEmpty();
            index.begin("g4", paths("a"));
        }
        assertThat(OpenFiles.in(state)).as("after a close").isEmpty();
        try (SyncIndex index = open()) {
            assertThat(index.status()).isEqualTo(new Status.Good("g4", true));
            assertThat(OpenFiles.in(state))
                    .as("after a look at a run that did not end")
                    .isEmpty();
            Files.delete(state.resolve("pending"));
            assertThatThrownBy(index::entries).isInstanceOf(IOException.class);
            assertThat(OpenFiles.in(state)).as("after a failure").isEmpty();
        }
    }

    /// Whichever of the two ends first.
    @Test
    void theEndOfARunSettlesWhatOnlyTheTreeOrOnlyTheMirrorHas() throws IOException {
        TreeEntry kept = stored("kept", 1).tree();
        try (SyncIndex index = open()) {
            Copy.rebuild(index, "g0", entries("kept"));
            index.begin("g1", paths());
            Told told = new Told();
            index.finish(tree(kept, stored("new", 1).tree(), stored("newer", 1).tree()), told);
            assertThat(told.lines).containsExactly("FILE kept 1", "unsettled new", "unsettled newer");

            Copy.rebuild(index, "g2", entries("kept", "lost", "vanished"));
            index.begin("g3", paths());
            told = new Told();
            index.finish(tree(kept), told);
            assertThat(told.lines).containsExactly("FILE kept 1", "unsettled lost", "unsettled vanished");
            assertThat(beliefs(index)).isEqualTo(Map.of("kept", 1L, "lost", -1L, "vanished", -1L));
        }
    }

    @Test
    void aNewDirectoryHasNoIndex() throws IOException {
        try (SyncIndex index = open()) {
            assertThat(index.status()).isEqualTo(new Status.Missing());
            assertThatThrownBy(index::entries).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> index.begin("g", paths())).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> index.removed(BytePath.parse("a"))).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aReplacedIndexKnowsWhatItWasGiven() throws IOException {
        try (SyncIndex index = open()) {
            Copy.rebuild(index, "g0", Cursor.of(List.of(stored("b", 2), stored("a", 1), stored("b", 3))));
            assertThat(index.status()).isEqualTo(new Status.Good("g0", false));
            assertThat(beliefs(index)).isEqualTo(Map.of("a", 1L, "b", 3L));
        }
        assertThat(beliefs()).isEqualTo(Map.of("a", 1L, "b", 3L));
    }

    @Test
    void aResetIndexDoubtsEverything() throws IOException {
        try (SyncIndex index = open()) {
            Copy.reset(index, "g0", paths("b", "a/b", "a", "b"));
            assertThat(beliefs(index)).isEqualTo(Map.of("a", -1L, "a/b", -1L, "b", -1L));
        }
        assertThat(beliefs()).isEqualTo(Map.of("a", -1L, "a/b", -1L, "b", -1L));
    }

    @Test
    void everyRecordCountsAtOnceAfterAKill() throws IOException {
        SyncIndex index = open();
        Copy.rebuild(index, "g0", entries("keep", "replaced", "removed", "left"));
        index.begin("g1", paths("replaced", "removed", "left", "new", "newer"));
        Map<String, Long> doubt = new TreeMap<>(
                Map.of("keep", 1L, "replaced", -1L, "removed", -1L, "left", -1L, "new", -1L, "newer", -1L));
        assertThat(beliefs()).isEqualTo(doubt);
        index.stored(stored("replaced", 2));
        doubt.put("replaced", 2L);
        assertThat(beliefs()).isEqualTo(doubt);
        index.removed(BytePath.parse("removed"));
        doubt.remove("removed");
        assertThat(beliefs()).isEqualTo(doubt);
        index.stored(stored("new", 5));
        doubt.put("new", 5L);
        assertThat(beliefs()).isEqualTo(doubt);
        try (SyncIndex later = open()) {
            assertThat(later.status()).isEqualTo(new Status.Good("g1", true));
        }
        // Opened by others meanwhile, and still in use here.
        index.stored(stored("newer", 6));
        doubt.put("newer", 6L);
        assertThat(beliefs()).isEqualTo(doubt);
        index.close();
    }

    @Test
    void afterAPowerCutOnlyWhatWasFlushedCounts() throws IOException {
        try (SyncIndex index = open()) {
            Copy.rebuild(index, "g0", entries("a", "b", "c"));
            index.begin("g1", paths("a", "b", "c"));
            index.stored(stored("a", 2));
            index.removed(BytePath.parse("c"));
            index.barrier();
            index.stored(stored("b", 2));
        }
        assertThat(beliefs()).isEqualTo(Map.of("a", 2L, "b", 2L));
        for (String boot : List.of("boot 2", "")) {
            try (SyncIndex index = SyncIndex.open(state, boot)) {
                assertThat(beliefs(index)).isEqualTo(Map.of("a", 2L, "b", -1L));
            }
        }
    }

    @Test
    void aSecondRunStartsFromWhatTheInterruptedOneDid() throws IOException {
        try (SyncIndex index = open()) {
            Copy.rebuild(index, "g0", entries("a", "b", "c", "d"));
            index.begin("g1", paths("a", "b", "c"));
            index.stored(stored("a", 2));
            index.removed(BytePath.parse("b"));
        }
        try (SyncIndex index = open()) {
            index.begin("g2", paths("a", "c"));
            assertThat(beliefs(index)).isEqualTo(Map.of("a", -1L, "c", -1L, "d", 1L));
            index.stored(stored("a", 3));
        }
        assertThat(beliefs()).isEqualTo(Map.of("a", 3L, "c", -1L, "d", 1L));
    }

    @Test
    void whatASecondRunDoesNotMentionStaysInDoubt() throws IOException {
        try (SyncIndex index = open()) {
            Copy.rebuild(index, "g0", entries("a"));
            index.begin("g1", paths("a", "b"));
        }
        try (SyncIndex index = open()) {
            index.begin("g2", paths());
            assertThat(beliefs(index)).isEqualTo(Map.of("a", -1L, "b", -1L));
        }
    }

    @Test
    void whatACrashLeavesOfAFinishedRunIsIgnored() throws IOException {
        Path kept = Files.createDirectory(dir.resolve("kept"));
        try (SyncIndex index = open()) {
            Copy.rebuild(index, "g0", entries("a", "b"));
            index.begin("g1", paths("a", "b"));
            index.stored(stored("a", 2));
            index.removed(BytePath.parse("b"));
            for (String file : List.of("pending", "journal")) {
                Files.copy(state.resolve(file), kept.resolve(file));
            }
            index.finish(tree(Copy.file("a", 2).tree()), new Told());
        }
        String last = "g1";
        for (List<String> left : List.of(List.of("pending", "journal"), List.of("pending"), List.of("journal"))) {
            for (String file : left) {
                Files.copy(kept.resolve(file), state.resolve(file));
            }
            try (SyncIndex index = open()) {
                assertThat(index.status()).isEqualTo(new Status.Good(last, false));
                assertThat(beliefs(index)).isEqualTo(Map.of("a", 2L));
                last = "g after " + left;
                index.begin(last, paths("a"));
                assertThat(beliefs(index)).isEqualTo(Map.of("a", -1L));
                index.stored(stored("a", 2));
                index.finish(tree(Copy.file("a", 2).tree()), new Told());
            }
        }
    }

    @Test
    void finishTellsWhatTheBackupIsAndKeepsWhatIsNot() throws IOException {
        try (SyncIndex index = open()) {
            Copy.rebuild(
                    index,
                    "g0",
                    Cursor.of(List.of(
                            stored("kept", 4),
                            stored("failed delete", 1),
                            stored("failed upload", 1),
                            stored("changed unseen", 1),
                            stored("became directory", 1))));
            index.begin("g1", paths("failed delete", "failed upload", "new", "given up", "became directory"));
            index.stored(stored("new", 7));
            index.removed(BytePath.parse("given up"));
            index.removed(BytePath.parse("became directory"));
            Told told = new Told();
            index.finish(
                    tree(
                            Copy.directory("became directory").tree(),
                            Copy.file("changed unseen", 2).tree(),
                            Copy.file("failed upload", 2).tree(),
                            Copy.file("given up", 2).tree(),
                            Copy.file("kept", 4).tree(),
                            Copy.link("link", "kept").tree(),
                            Copy.file("new", 6).tree()),
                    told);
            assertThat(told.lines)
                    .containsExactly(
                            "DIRECTORY became directory 0",
                            "unsettled changed unseen",
                            "unsettled failed delete",
                            "unsettled failed upload",
                            "unsettled given up",
                            "FILE kept 4",
                            "LINK link 0",
                            "FILE new 7");
            Map<String, Long> after =
                    Map.of("changed unseen", -1L, "failed delete", -1L, "failed upload", -1L, "kept", 4L, "new", 7L);
            assertThat(index.status()).isEqualTo(new Status.Good("g1", false));
            assertThat(beliefs(index)).isEqualTo(after);
            assertThat(beliefs()).isEqualTo(after);
            assertThat(state.toFile().list()).containsExactly("index");
        }
    }

    @Test
    void aKeptFileTakesTheNewMetadataAndAnUploadedOneItsRecord() throws IOException {
        TreeEntry now = new TreeEntry(
                BytePath.parse("kept"),
                Kind.FILE,
                1,
                stored("kept", 1).tree().modified(),
                0600,
                7,
                8,
                Optional.empty(),
                new FileIdentity(1, 2, 1, java.time.Instant.EPOCH));
        List<StoredEntry> manifest = new ArrayList<>();
        try (SyncIndex index = open()) {
            Copy.rebuild(index, "g0", entries("kept"));
            index.begin("g1", paths("up"));
            index.stored(stored("up", 3));
            index.finish(tree(now, Copy.file("up", 2).tree()), new FinishVisitor() {
                @Override
                public void entry(StoredEntry entry) {
                    manifest.add(entry);
                }

                @Override
                public void unsettled(BytePath path) {
                    throw new AssertionError(path);
                }
            });
        }
        StoredEntry before = stored("kept", 1);
        assertThat(manifest).containsExactly(before.withTree(now), stored("up", 3));
    }

    @Test
    void finishFindsNamesOfTheSameFile() throws IOException {
        FileIdentity identity = new FileIdentity(1, 9, 3, java.time.Instant.EPOCH);
        List<StoredEntry> entries = Stream.of("a", "b/c", "d")
                .map(path -> stored(path, 1))
                .map(entry -> new StoredEntry(
                        new TreeEntry(
                                entry.path(),
                                Kind.FILE,
                                1,
                                entry.tree().modified(),
                                0644,
                                0,
                                0,
                                Optional.empty(),
                                identity),
                        entry.sha256(),
                        Map.of(),
                        Optional.empty(),
                        false))
                .toList();
        Told told = new Told();
        try (SyncIndex index = open()) {
            Copy.rebuild(index, "g0", Cursor.of(entries));
            index.begin("g1", paths());
            index.finish(tree(entries.stream().map(StoredEntry::tree).toArray(TreeEntry[]::new)), told);
        }
        assertThat(told.lines).containsExactly("FILE a 1", "FILE b/c 1 = a", "FILE d 1 = a");
    }

    @Test
    void aFinishThatFailsChangesNothing() throws IOException {
        try (SyncIndex index = open()) {
            Copy.rebuild(index, "g0", entries("a"));
            index.begin("g1", paths("a"));
            index.stored(stored("a", 2));
            TreeList tree = tree(Copy.file("a", 2).tree());
            assertThatThrownBy(() -> index.finish(tree, new FinishVisitor() {
                        @Override
                        public void entry(StoredEntry entry) throws IOException {
                            throw new IOException("manifest not written");
                        }

                        @Override
                        public void unsettled(BytePath path) {}
                    }))
                    .hasMessage("manifest not written");
            assertThat(index.status()).isEqualTo(new Status.Good("g1", true));
            index.finish(tree, new Told());
            assertThat(beliefs(index)).isEqualTo(Map.of("a", 2L));
        }
    }

    @Test
    void aChangeThatWasNotPlannedIsNoticed() throws IOException {
        for (String path : List.of("a", "aa", "m", "z")) {
            try (SyncIndex index = open()) {
                Copy.rebuild(index, "g0", entries("a", "z"));
                index.begin("g1", paths("k"));
                index.stored(stored(path, 2));
            }
            try (SyncIndex index = open()) {
                assertThat(index.status()).isInstanceOf(Status.Corrupt.class);
                assertThat(index.status().toString()).contains("not in doubt: " + path);
            }
        }
    }

    @Test
    void filesAreForTheirOwnerOnly() throws IOException {
        try (SyncIndex index = open()) {
            Copy.rebuild(index, "g0", entries("a"));
            index.begin("g1", paths("a"));
            index.stored(stored("a", 1));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
                    .isEqualTo("rwx------");
            for (String file : List.of("index", "pending", "journal")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve(file))))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void manyThreadsMayRecordAtOnceAndAnInterruptHurtsNobody() throws Exception {
        try (SyncIndex index = open();
                var threads = Executors.newFixedThreadPool(8)) {
            Copy.reset(index, "g0", paths());
            index.begin(
                    "g1",
                    Cursor.of(Stream.iterate(0, i -> i + 1)
                            .limit(25_000)
                            .map(i -> BytePath.parse("p" + i))
                            .toList()));
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < 25_000; i++) {
                int number = i;
                done.add(threads.submit(() -> {
                    if (number % 100 == 0) {
                        Thread.currentThread().interrupt();
                    }
                    index.stored(stored("p" + number, number));
                    return Thread.interrupted();
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
        }
        Map<String, Long> beliefs = beliefs();
        assertThat(beliefs).hasSize(25_000);
        beliefs.forEach((path, size) -> assertThat(path).isEqualTo("p" + size));
    }

    @Test
    void whatACrashLeftBehindIsTidiedUp() throws IOException {
        Path kept = Files.createDirectory(dir.resolve("kept"));
        try (SyncIndex index = open()) {
            Copy.rebuild(index, "g0", entries("a"));
            index.begin("g1", paths("a"));
            for (String file : List.of("pending", "journal")) {
                Files.copy(state.resolve(file), kept.resolve(file));
            }
            index.replace("g2", Cursor.of(List.of(new IndexEntry(BytePath.parse("a"), Optional.of(stored("a", 1))))));
            assertThat(state.toFile().list()).containsExactly("index");
            assertThatThrownBy(() -> index.removed(BytePath.parse("a")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no run has begun");
        }
        Files.writeString(state.resolve("index.tmp"), "half of it");
        try (SyncIndex index = open()) {
            assertThat(index.status()).isEqualTo(new Status.Good("g2", false));
            assertThat(state.toFile().list()).containsExactly("index");
        }
        SyncIndex closed = open();
        closed.begin("g3", paths("a"));
        closed.close();
        assertThatThrownBy(() -> closed.removed(BytePath.parse("a"))).hasMessage("no run has begun");
        // A run that finished, and was not tidied up: its number is that of the index.
        try (SyncIndex index = open()) {
            index.begin("g4", paths("a"));
        }
        for (String file : List.of("pending", "journal")) {
            Files.copy(state.resolve(file), kept.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        try (SyncIndex index = open()) {
            index.begin("g5", paths("a"));
        }
        for (String file : List.of("pending", "journal")) {
            Files.copy(kept.resolve(file), state.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        try (SyncIndex index = open()) {
            assertThat(index.status()).isEqualTo(new Status.Good("g4", false));
            assertThat(state.toFile().list()).containsExactly("index");
        }
    }

    @Test
    void whatWasRecordedCountsAsLongAsTheMachineRuns() throws IOException {
        try (SyncIndex index = SyncIndex.open(state)) {
            Copy.rebuild(index, "g0", entries("a"));
            index.begin("g1", paths("a"));
            index.stored(stored("a", 2));
        }
        try (SyncIndex index = SyncIndex.open(state)) {
            assertThat(beliefs(index)).isEqualTo(Map.of("a", 2L));
        }
    }

    @Test
    void noDamageEverGivesAWrongAnswer() throws IOException {
        try (SyncIndex index = open()) {
            Copy.rebuild(index, "g0", entries("keep", "replaced", "removed"));
            index.begin("g1", paths("new", "replaced", "removed", "undone"));
            index.stored(stored("replaced", 2));
            index.removed(BytePath.parse("removed"));
            index.barrier();
            index.stored(stored("new", 2));
        }
        Map<String, Long> truth = Map.of("keep", 1L, "replaced", 2L, "new", 2L, "undone", -1L);
        assertThat(beliefs()).isEqualTo(truth);
        Path keep = Files.createDirectory(dir.resolve("keep"));
        for (String file : List.of("index", "pending", "journal")) {
            Files.copy(state.resolve(file), keep.resolve(file));
        }
        for (String file : List.of("index", "pending", "journal")) {
            byte[] bytes = Files.readAllBytes(keep.resolve(file));
            for (int at = 0; at < bytes.length; at++) {
                for (int bit : new int[] {1, 0x80}) {
                    byte[] flipped = bytes.clone();
                    flipped[at] ^= (byte) bit;
                    check(file, flipped, truth, file + " flipped at " + at);
                }
                check(file, Arrays.copyOf(bytes, at), truth, file + " cut at " + at);
                byte[] zeroed = bytes.clone();
                Arrays.fill(zeroed, at, zeroed.length, (byte) 0);
                check(file, zeroed, truth, file + " zero from " + at);
            }
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 9);
            check(file, longer, truth, file + " zeros behind");
            Files.copy(keep.resolve(file), state.resolve(file), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /// Only of the journal may anything be lost, and then it is in doubt.
    private void check(String file, byte[] bytes, Map<String, Long> truth, String what) throws IOException {
        Files.write(state.resolve(file), bytes, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        try (SyncIndex index = open()) {
            if (!file.equals("journal")) {
                assertThat(index.status()).as(what).isInstanceOf(Status.Corrupt.class);
                return;
            }
            assertThat(index.status()).as(what).isEqualTo(new Status.Good("g1", true));
            beliefs(index).forEach((path, size) -> {
                if (size >= 0) {
                    assertThat(size).as("%s: %s", what, path).isEqualTo(truth.get(path));
                }
            });
        }
    }

    @Test
    void filesOfAnotherKindOrPlaceAreDamage() throws IOException {
        try (SyncIndex index = open()) {
            Copy.rebuild(index, "g0", entries("a"));
            index.begin("g1", paths("a"));
        }
        byte[] index = Files.readAllBytes(state.resolve("index"));
        byte[] pending = Files.readAllBytes(state.resolve("pending"));
        Files.write(state.resolve("index"), pending);
        assertThat(corrupt()).contains("index: it is of another kind or version");
        Files.write(state.resolve("index"), index);
        Files.write(state.resolve("pending"), index);
        assertThat(corrupt()).contains("pending: it is of another kind or version");
        Files.write(state.resolve("pending"), pending);
        Files.delete(state.resolve("index"));
        assertThat(corrupt()).contains("there is no index to a run that began");
        try (SyncIndex mended = open()) {
            Copy.rebuild(mended, "g2", entries("b"));
            assertThat(beliefs(mended)).isEqualTo(Map.of("b", 1L));
        }
        assertThat(beliefs()).isEqualTo(Map.of("b", 1L));
    }

    @Test
    void anIndexOfAnotherVersionIsNone() throws IOException {
        try (SyncIndex index = open()) {
            Copy.rebuild(index, "g0", entries("a"));
            index.begin("g1", paths("a"));
        }
        RecordOutput header = new RecordOutput();
        header.writeInt(0x48464901);
        header.writeLong(1);
        header.writeInt(0);
        try (OutputStream file = Files.newOutputStream(state.resolve("index"))) {
            header.writeTo(file);
        }
        try (SyncIndex index = open()) {
            assertThat(index.status()).isEqualTo(new Status.Missing());
            Copy.rebuild(index, "g2", entries("b"));
        }
        assertThat(beliefs()).isEqualTo(Map.of("b", 1L));
    }

    @Test
    void anIndexMayBeMadeAnewFromItself() throws IOException {
        try (SyncIndex index = open()) {
            Copy.rebuild(index, "g0", entries("a", "b", "c"));
            index.begin("g1", paths("a", "b", "d"));
            index.stored(stored("a", 2));
            index.removed(BytePath.parse("b"));
            index.replace(
                    "g1",
                    index.entries()
                            .map(entry -> entry.path().text().equals("c") ? Optional.empty() : Optional.of(entry)));
            assertThat(index.status()).isEqualTo(new Status.Good("g1", false));
            assertThat(beliefs(index)).isEqualTo(Map.of("a", 2L, "d", -1L));
        }
        assertThat(beliefs()).isEqualTo(Map.of("a", 2L, "d", -1L));
    }

    @Test
    void aKeptFileKeepsItsTag() throws IOException {
        try (SyncIndex index = open()) {
            Copy.rebuild(index, "g0", entries("a"));
            index.begin("g1", paths());
            List<StoredEntry> told = new ArrayList<>();
            index.finish(tree(Copy.file("a", 1).tree()), new FinishVisitor() {
                @Override
                public void entry(StoredEntry entry) {
                    told.add(entry);
                }

                @Override
                public void unsettled(BytePath path) {}
            });
            assertThat(told).extracting(StoredEntry::tag).containsExactly(Optional.of("tag1"));
        }
        assertThat(beliefs()).isEqualTo(Map.of("a", 1L));
    }

    private String corrupt() throws IOException {
        try (SyncIndex index = open()) {
            return index.status() instanceof Status.Corrupt corrupt
                    ? corrupt.detail()
                    : index.status().toString();
        }
    }

    @Test
    void theStateDirectoryMayHaveANameThatNoLocaleKnows() throws Exception {
        Path odd = org.holdfast.names.LocalNames.resolve(dir, BytePath.of(new byte[] {'x', (byte) 0xff}));
        try (SyncIndex index = SyncIndex.open(odd, BOOT)) {
            Copy.rebuild(index, "g0", entries("a"));
            index.begin("g1", paths("a"));
            index.stored(stored("a", 2));
            assertThat(beliefs(index)).isEqualTo(Map.of("a", 2L));
        }
    }
}
