package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;
import org.holdfast.backends.testing.CountingStore;
import org.holdfast.backends.testing.MemoryStore;
import org.holdfast.engine.retention.RetentionRules;
import org.holdfast.format.Progress;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What it takes to look after a store with many backups, in requests, of which each may take a tenth of a second.
/// A thousand backups tell as much as ten thousand would.
class ManyBackupsTest {
    private static final int RUNS = 100;
    private static final int APPS = 10;
    private static final long BACKUPS = (long) RUNS * APPS;
    private static final Instant FIRST = Instant.parse("2024-01-01T03:00:00Z");
    private static final Duration EACH = Duration.ofHours(24);
    private static final Instant NOW = FIRST.plus(EACH.multipliedBy(RUNS - 1)).plus(Duration.ofHours(9));

    /// Of each app the last three stay.
    private static final long GOING = BACKUPS - 3L * APPS;

    private final MemoryStore memory = new MemoryStore();
    private final CountingStore store = new CountingStore(memory);
    private @TempDir Path dir;

    /// Every other run is a tree.
    @BeforeEach
    void fill() throws Exception {
        Catalog catalog = new Catalog(memory);
        byte[] content = {1};
        for (int run = 0; run < RUNS; run++) {
            Instant time = FIRST.plus(EACH.multipliedBy(run));
            FormatKind format = run % 2 == 0 ? FormatKind.TGZ : FormatKind.RSYNC;
            for (int app = 0; app < APPS; app++) {
                BackupRecord record = record(new AppId("app" + app), time, format);
                BackupId id = record.backupId();
                ObjectKey data = format == FormatKind.TGZ ? Layout.archive(id, false) : ObjectKey.of(id + "/data/file");
                memory.put(data, out -> out.write(content));
                memory.put(Layout.manifest(id, false), out -> out.write(content));
                catalog.put(record);
            }
        }
    }

    private static BackupRecord record(AppId app, Instant time, FormatKind format) {
        BackupId id = BackupId.of(BackupTime.of(time), app, BackupTime.of(time), "1");
        return new BackupRecord(
                BackupRecord.SCHEMA,
                id.value(),
                id.app(),
                "1",
                BackupRecord.State.NORMAL,
                format.id(),
                false,
                time,
                time,
                1,
                1,
                1,
                1,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty());
    }

    private BackupEngine engine() throws Exception {
        Vault vault = Vault.over("store", store, Passwords.NONE);
        BackupEngine engine = new BackupEngine(
                new StoreLocation.Nowhere(),
                vault,
                new StateDirectory(dir.resolve("state")),
                new Lab(dir.resolve("state"), NOW).clock());
        store.reset();
        return engine;
    }

    @Test
    void aListTakesOneListingARunAndOneReadABackup() throws Exception {
        try (BackupEngine engine = engine()) {
            List<BackupRecord> listed = engine.list(Optional.empty(), Progress.NONE);
            assertThat(listed).hasSize((int) BACKUPS);
            assertThat(listed.stream().map(record -> record.finished().toString() + record.id()))
                    .isSorted();
        }
        assertThat(store.count(Operation.LIST)).isEqualTo(1 + RUNS);
        assertThat(store.count(Operation.GET)).isEqualTo(BACKUPS);
        assertThat(store.calls()).hasSize((int) (1 + RUNS + BACKUPS));
    }

    @Test
    void aDryRunOfCleaningUpTakesNoMoreThanOneListingForEachTreeThatGoes() throws Exception {
        RetentionRules rules = new RetentionRules(Site.THREE_DAYS, ZoneOffset.UTC, Optional.empty());
        List<Judged> judged = new ArrayList<>();
        CleanupVisitor visitor = new CleanupVisitor() {
            @Override
            public void found(Debris debris, Debris.Fate fate, String reason) {
                throw new AssertionError("there is no debris: " + debris);
            }

            @Override
            public void judged(Judged backup) {
                judged.add(backup);
            }
        };
        try (BackupEngine engine = engine()) {
            engine.cleanUp(new CleanupRequest(Duration.ZERO, true, Optional.of(rules)), visitor, Progress.NONE);
        }

        assertThat(judged).hasSize((int) BACKUPS);
        assertThat(judged)
                .filteredOn(one -> one.fate() == Debris.Fate.REMOVABLE)
                .hasSize((int) GOING);
        assertThat(judged)
                .filteredOn(one -> one.fate() == Debris.Fate.REMOVABLE)
                .allSatisfy(
                        one -> assertThat(one.extent().orElseThrow().objects()).isEqualTo(3));
        // What puts left behind, the top, the runs; the trees that go; whether each app is locked, once.
        assertThat(store.count(Operation.LIST)).isLessThanOrEqualTo(2 + RUNS + GOING / 2 + APPS + 2);
        assertThat(store.count(Operation.GET)).isLessThanOrEqualTo(BACKUPS + 2 * APPS);
        assertThat(store.count(Operation.STAT)).isLessThanOrEqualTo(2 * APPS);
        assertThat(store.count(Operation.PUT) + store.count(Operation.DELETE)).isZero();
    }
}
