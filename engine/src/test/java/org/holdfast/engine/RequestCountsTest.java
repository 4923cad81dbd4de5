package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;
import org.holdfast.backends.testing.CountingStore;
import org.holdfast.backends.testing.MemoryStore;
import org.holdfast.format.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a backup asks of a store, to the last request: each may cost money and a round trip.
class RequestCountsTest {
    private static final int FILES = 20;

    /// With config.json and fsmetadata.json.
    private static final long OBJECTS = FILES + 2;

    private static final AppId APP = new AppId("blog");
    private static final ObjectKey LOCK = ObjectKey.of("locks/app_blog.json");
    private static final ObjectKey WORKING = Layout.workingTree(APP);

    private final MemoryStore memory = new MemoryStore();
    private @TempDir Path dir;
    private Path source;
    private Lab lab;

    @BeforeEach
    void prepare() throws Exception {
        source = Files.createDirectory(dir.resolve("source"));
        for (int i = 0; i < FILES; i++) {
            Files.writeString(source.resolve("file" + i), "content " + i);
        }
        lab = new Lab(dir.resolve("state"));
    }

    private CountingStore backup(FormatKind format, boolean encrypted) throws Exception {
        CountingStore store = new CountingStore(memory);
        try (BackupEngine engine = lab.engine(store, encrypted)) {
            engine.backup(Lab.request(source, format), Progress.NONE);
        }
        return store;
    }

    private static Map<Operation, Long> counts(CountingStore store) {
        Map<Operation, Long> counts = new EnumMap<>(Operation.class);
        store.calls().forEach(call -> counts.merge(call.operation(), 1L, Long::sum));
        counts.remove(Operation.FLUSH);
        return counts;
    }

    /// What every run needs beside its files, on an encrypted store that exists.
    ///
    /// - STAT: the note of a pending backup, whether there is one.
    /// - GET: the key check; the mark of the working copy; the record and the lock, whether they are still ours.
    /// - PUT: the lock; the mark before and after; the note; the record as CREATING and as NORMAL; the manifest.
    /// - DELETE: the note; the lock.
    /// - LIST: the working copy.
    private static Map<Operation, Long> constant() {
        return new EnumMap<>(Map.of(
                Operation.STAT, 1L,
                Operation.GET, 4L,
                Operation.PUT, 7L,
                Operation.DELETE, 2L,
                Operation.LIST, 1L));
    }

    private static Map<Operation, Long> constantAnd(Map<Operation, Long> more) {
        Map<Operation, Long> sum = constant();
        more.forEach((operation, count) -> sum.merge(operation, count, Long::sum));
        return sum;
    }

    private static long filesPut(CountingStore store) {
        return store.keys(Operation.PUT).stream()
                .filter(key -> key.startsWith(WORKING))
                .count();
    }

    @Test
    void aFirstRunPutsAndCopiesEachFileOnce() throws Exception {
        CountingStore store = backup(FormatKind.RSYNC, true);
        // The key check is not there yet, and is made. Whether the store holds backups is one listing.
        assertThat(counts(store))
                .isEqualTo(
                        constantAnd(Map.of(Operation.PUT, OBJECTS + 1, Operation.COPY, OBJECTS, Operation.LIST, 1L)));
        assertThat(filesPut(store)).isEqualTo(OBJECTS);
        assertThat(store.keys(Operation.LIST)).containsExactlyInAnyOrder(ObjectKey.ROOT, WORKING);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void anUnchangedRunCostsOneCopyAFileHoweverManyBackupsThereAre(int backups) throws Exception {
        for (int i = 0; i < backups; i++) {
            backup(FormatKind.RSYNC, true);
        }
        CountingStore store = backup(FormatKind.RSYNC, true);
        assertThat(counts(store)).isEqualTo(constantAnd(Map.of(Operation.COPY, OBJECTS)));
        assertThat(filesPut(store)).isZero();
        assertThat(store.keys(Operation.LIST)).containsExactly(WORKING);
        assertThat(store.keys(Operation.DELETE)).containsExactly(Layout.pending(APP), LOCK);
    }

    @Test
    void aChangedFileCostsOnePutAndRemovedOnesOneDelete() throws Exception {
        backup(FormatKind.RSYNC, true);
        for (int i = 0; i < 3; i++) {
            Files.writeString(source.resolve("file" + i), "changed content " + i);
        }
        Files.delete(source.resolve("file3"));
        Files.delete(source.resolve("file4"));
        CountingStore store = backup(FormatKind.RSYNC, true);
        assertThat(counts(store))
                .isEqualTo(constantAnd(Map.of(Operation.PUT, 3L, Operation.COPY, OBJECTS - 2, Operation.DELETE, 1L)));
        assertThat(filesPut(store)).isEqualTo(3);
    }

    /// Without encryption there is no key check. That none is missing is seen from one record, which takes two
    /// listings, of the top, which tells whether there are backups at all, and of one run.
    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void anUnchangedRunInTheClearCostsNoMoreThanOneRecordMore(int backups) throws Exception {
        for (int i = 0; i < backups; i++) {
            backup(FormatKind.RSYNC, false);
        }
        CountingStore store = backup(FormatKind.RSYNC, false);
        assertThat(counts(store))
                .isEqualTo(constantAnd(Map.of(Operation.COPY, OBJECTS, Operation.LIST, 2L, Operation.GET, 1L)));
        assertThat(store.keys(Operation.LIST)).filteredOn(WORKING::equals).hasSize(1);
    }

    @Test
    void anArchiveCostsOnePutAndOneCopy() throws Exception {
        backup(FormatKind.TGZ, true);
        CountingStore store = backup(FormatKind.TGZ, true);
        // No mark and no listing; the size of the copy is asked.
        assertThat(counts(store))
                .isEqualTo(Map.of(
                        Operation.STAT, 2L,
                        Operation.GET, 3L,
                        Operation.PUT, 6L,
                        Operation.DELETE, 2L,
                        Operation.COPY, 1L));
        assertThat(store.keys(Operation.PUT))
                .filteredOn(Layout.workingArchive(APP, true)::equals)
                .hasSize(1);
        assertThat(List.copyOf(store.keys(Operation.DELETE))).containsExactly(Layout.pending(APP), LOCK);
    }
}
