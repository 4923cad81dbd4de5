package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.TransientStoreException;
import org.holdfast.backends.filesystem.FileSettings;
import org.holdfast.backends.filesystem.FileStore;
import org.holdfast.backends.testing.Fault;
import org.holdfast.backends.testing.FaultyStore;
import org.holdfast.backends.testing.MemoryStore;
import org.holdfast.engine.verify.Verification;
import org.holdfast.format.Progress;
import org.holdfast.testkit.TreeFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// A retention policy applied to a store.
class ExpireBackupsTest {
    private @TempDir Path dir;
    private final MemoryStore store = new MemoryStore(() -> Site.day(1));

    private Site site() throws IOException {
        return new Site(dir, store);
    }

    private static List<String> keys(ObjectStore store, String prefix) throws IOException {
        List<String> keys = new ArrayList<>();
        ObjectKey below = prefix.isEmpty() ? ObjectKey.ROOT : ObjectKey.of(prefix);
        store.list(below, Depth.ALL, info -> keys.add(info.key().text()));
        return keys;
    }

    private void damage(BackupRecord record, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        store.put(Layout.record(record.backupId()), ByteSource.sized(bytes.length, out -> out.write(bytes)));
    }

    @ParameterizedTest
    @EnumSource(FormatKind.class)
    void whatThePolicyDoesNotKeepGoes(FormatKind format) throws Exception {
        Site site = site().with(format);
        BackupRecord old = site.backup("blog", 10);
        BackupRecord first = site.backup("blog", 18);
        BackupRecord again = site.backup("blog", 20);
        List<String> expected = List.of(
                "KEPT " + first.id() + ": newest of 2026-11-18 (daily 3 of 3)",
                "KEPT " + again.id() + ": the newest one; newest of 2026-11-20 (daily 1 of 3)");
        List<String> before = keys(store, "");
        assertThat(site.cleanUp(20, Site.rules(), true))
                .containsExactly(
                        expected.get(0), expected.get(1), "REMOVABLE " + old.id() + ": older than the policy keeps");
        assertThat(keys(store, "")).isEqualTo(before);
        assertThat(site.cleanUp(20, Site.rules(), false))
                .containsExactly(
                        expected.get(0), expected.get(1), "REMOVED " + old.id() + ": older than the policy keeps");
        assertThat(keys(store, old.id().substring(0, old.id().indexOf('/')))).isEmpty();
        assertThat(site.listed()).containsExactly(first, again);
        site.restore(first, dir.resolve("target"));
        assertThat(TreeFacts.of(site.source()).differences(TreeFacts.of(dir.resolve("target"))))
                .isEmpty();
        assertThat(site.cleanUp(20, Site.rules(), false)).isEqualTo(expected);
    }

    @Test
    void whatIsPinnedOrPreservedStays() throws Exception {
        Site site = site();
        BackupRecord pinned = site.backup("blog", 1);
        BackupRecord unpinned = site.backup("blog", 2);
        site.backup("blog", 20);
        try (BackupEngine engine = site.engine(Site.day(3), store)) {
            assertThat(engine.pin(pinned, true).pinned()).isTrue();
            assertThat(engine.pin(engine.pin(unpinned, true), false)).isEqualTo(unpinned);
        }
        assertThat(site.cleanUp(20, Site.rules(), false))
                .contains("KEPT " + pinned.id() + ": pinned")
                .contains("REMOVED " + unpinned.id() + ": older than the policy keeps");
    }

    @Test
    void theLastBackupsOfRemovedAppsGoAndTheirWorkingCopiesWithThem() throws Exception {
        Site site = site().with(FormatKind.RSYNC);
        BackupRecord blog = site.backup("blog", 1);
        BackupRecord wiki = site.backup("wiki", 1);
        assertThat(site.cleanUp(20, Site.rules(), false)).noneMatch(line -> line.startsWith("REMOVED"));
        assertThat(site.cleanUp(20, Site.rules("blog"), true))
                .containsExactly(
                        "KEPT " + blog.id() + ": the newest one",
                        "REMOVABLE " + wiki.id() + ": older than the policy keeps",
                        "REMOVABLE WORKING_COPY snapshot/app_wiki");
        site.with(Duration.ofDays(30));
        assertThat(site.cleanUp(20, Site.rules("blog"), false))
                .containsExactly(
                        "KEPT " + blog.id() + ": the newest one",
                        "REMOVED " + wiki.id() + ": older than the policy keeps",
                        "KEPT WORKING_COPY snapshot/app_wiki: younger than 720 h");
        assertThat(keys(store, "snapshot/app_wiki")).isNotEmpty();
        site.with(Duration.ofDays(10));
        assertThat(site.cleanUp(20, Site.rules("blog"), false))
                .containsExactly("KEPT " + blog.id() + ": the newest one", "REMOVED WORKING_COPY snapshot/app_wiki");
        assertThat(keys(store, "")).noneMatch(key -> key.contains("app_wiki"));
        assertThat(keys(store, "snapshot")).isNotEmpty();
    }

    @Test
    void theWorkingCopyOfARemovedAppGoesBeforeItsBackups() throws Exception {
        Site site = site();
        BackupRecord wiki = site.backup("wiki", 19);
        String kept = "KEPT " + wiki.id() + ": newest of 2026-11-19 (daily 2 of 3)";
        assertThat(site.cleanUp(20, Site.rules("wiki"), false))
                .containsExactly("KEPT " + wiki.id() + ": the newest one; newest of 2026-11-19 (daily 2 of 3)");
        assertThat(site.cleanUp(20, Site.rules("blog"), false))
                .containsExactly(kept, "REMOVED WORKING_COPY snapshot/app_wiki");
        assertThat(keys(store, "snapshot")).isEmpty();
    }

    @Test
    void theLastOneThatIsNotKnownToBeDamagedStays() throws Exception {
        Site site = site();
        BackupRecord good = site.backup("blog", 1);
        BackupRecord damaged = site.backup("blog", 2);
        Verification found = new Verification(
                damaged.finished(),
                "read-data",
                0,
                0,
                1,
                0,
                Optional.empty(),
                Optional.of(new Verification.Damage(damaged.finished(), 1, true)));
        new Catalog(store).put(damaged.with(found));
        assertThat(site.cleanUp(20, Site.rules("blog"), false))
                .containsExactlyInAnyOrder(
                        "KEPT " + good.id() + ": the newest complete one", "KEPT " + damaged.id() + ": the newest one");
    }

    /// Of two that are there, the next run goes by one.
    @Test
    void theWorkingCopyInTheFormatOfBeforeGoes() throws Exception {
        Site site = site().with(FormatKind.RSYNC);
        site.backup("blog", 18);
        site.with(FormatKind.TGZ).backup("blog", 19);
        site.backup("wiki", 19);
        assertThat(site.cleanUp(20, Site.rules("blog", "wiki"), false))
                .filteredOn(line -> line.contains("WORKING_COPY"))
                .containsExactly("REMOVED WORKING_COPY snapshot/app_blog");
        assertThat(keys(store, "snapshot"))
                .containsExactlyInAnyOrder("snapshot/app_blog.tar.gz", "snapshot/app_wiki.tar.gz");
        site.with(FormatKind.RSYNC).backup("blog", 20);
        assertThat(site.cleanUp(22, Site.rules("blog", "wiki"), false))
                .filteredOn(line -> line.contains("WORKING_COPY"))
                .containsExactly("REMOVED WORKING_COPY snapshot/app_blog.tar.gz");
        BackupRecord last = site.backup("blog", 22);
        assertThat(last.uploadedFiles()).isZero();
    }

    @Test
    void theWorkingCopyOfARemovedAppStaysWhileThereIsAnyDoubt() throws Exception {
        Site site = site();
        BackupRecord wiki = site.backup("wiki", 19);
        damage(wiki, "{");
        assertThat(site.cleanUp(28, Site.rules("blog"), false)).isEmpty();
        store.delete(List.of(Layout.record(wiki.backupId())));
        assertThat(site.cleanUp(28, Site.rules("blog"), false))
                .singleElement()
                .asString()
                .startsWith("KEPT UNRECORDED_DATA " + wiki.id());
        assertThat(keys(store, "snapshot")).containsExactly("snapshot/app_wiki.tar.gz");
    }

    @Test
    void theServersBackupsComeFirstAndKeepWhatTheyReferTo() throws Exception {
        Site site = site();
        BackupRecord blog1 = site.backup("blog", 1);
        BackupRecord box1 = site.box(1, blog1);
        BackupRecord blog2 = site.backup("blog", 2);
        BackupRecord box2 = site.box(2, blog2);
        BackupRecord blog3 = site.backup("blog", 20);
        assertThat(box1.box().orElseThrow().backups()).containsExactly(blog1.id());
        assertThat(site.cleanUp(20, Site.rules(), false))
                .containsExactly(
                        "KEPT " + blog2.id() + ": part of " + box2.id(),
                        "KEPT " + box2.id() + ": the newest one",
                        "KEPT " + blog3.id() + ": the newest one; newest of 2026-11-20 (daily 1 of 3)",
                        "REMOVED " + box1.id() + ": older than the policy keeps",
                        "REMOVED " + blog1.id() + ": older than the policy keeps");
        site.restore(box2, dir.resolve("target"));
        assertThat(TreeFacts.of(site.source()).differences(TreeFacts.of(dir.resolve("target"))))
                .isEmpty();
    }

    @Test
    void aServersBackupThatCannotBeReadOrRemovedKeepsWhatItMayReferTo() throws Exception {
        Site site = site();
        BackupRecord blog1 = site.backup("blog", 1);
        BackupRecord box1 = site.box(1, blog1);
        BackupRecord blog2 = site.backup("blog", 2);
        site.box(2, blog2);
        Fault marking = Fault.when(
                call -> call.operation() == Operation.PUT && call.keys().contains(Layout.record(box1.backupId())),
                Fault.Moment.BEFORE,
                () -> new PermanentStoreException("planned failure"));
        List<String> lines = new ArrayList<>();
        assertThatThrownBy(() -> site.cleanUp(20, Site.rules(), false, new FaultyStore(store, marking), lines))
                .hasMessage("something could not be removed: planned failure");
        assertThat(marking.reached()).isTrue();
        assertThat(lines)
                .contains(
                        "FAILED " + box1.id() + ": planned failure",
                        "KEPT " + blog1.id() + ": part of " + box1.id() + ", which is still there");
        damage(box1, "{\"schema\": 99}");
        assertThat(site.cleanUp(20, Site.rules(), false))
                .contains("KEPT " + blog1.id() + ": perhaps part of " + box1.id() + ", which cannot be read");
        assertThat(site.said())
                .containsExactly(Layout.record(box1.backupId())
                        + " was written by a newer version of Holdfast: its form is 99, and this version knows 1;"
                        + " update Holdfast on this machine");
    }

    @Test
    void anIncompleteOneDoesNotReplaceACompleteOne() throws Exception {
        Site site = site();
        BackupRecord complete = site.backup("blog", 1);
        BackupRecord whole = site.backup("blog", 2);
        BackupRecord incomplete = lacking(whole);
        site.rewrite(incomplete);
        assertThat(site.cleanUp(20, Site.rules(), false))
                .containsExactly(
                        "KEPT " + complete.id() + ": the newest complete one",
                        "KEPT " + incomplete.id() + ": the newest one");
    }

    private static BackupRecord lacking(BackupRecord record) {
        Map<String, Object> members = Json.members(record);
        members.put("lost", 3);
        return Objects.requireNonNull(Json.read(Json.pretty(members), BackupRecord.class));
    }

    @Test
    void whatARunOnThisMachineIsAtStays() throws Exception {
        Site site = site();
        BackupRecord blog = site.backup("blog", 1);
        site.backup("blog", 20);
        BackupRecord wiki = site.backup("wiki", 1);
        site.backup("wiki", 20);
        Path lock;
        try (var paths = Files.walk(dir.resolve("state"))) {
            lock = paths.filter(path -> path.endsWith("app_blog/lock"))
                    .findAny()
                    .orElseThrow();
        }
        try (AppLock _ = AppLock.acquire(lock, new AppId("blog"), "store", Lab.START)) {
            assertThat(site.cleanUp(20, Site.rules(), false))
                    .contains("REMOVED " + wiki.id() + ": older than the policy keeps")
                    .anyMatch(line -> line.startsWith("KEPT " + blog.id() + ": another run works on app blog"));
        }
        assertThat(site.cleanUp(20, Site.rules(), false))
                .contains("REMOVED " + blog.id() + ": older than the policy keeps");
    }

    @Test
    void whatSomebodyPinnedMeanwhileStays() throws Exception {
        Site site = site();
        BackupRecord blog = site.backup("blog", 1);
        site.backup("blog", 20);
        // The first listing of the backup itself comes after all was judged, and after the record was read again.
        int[] reads = {0};
        Fault meddling = Fault.when(
                call -> {
                    boolean ours =
                            call.operation() == Operation.GET && call.keys().contains(Layout.record(blog.backupId()));
                    reads[0] += ours ? 1 : 0;
                    if (ours && reads[0] == 2) {
                        pin(site, blog);
                    }
                    return false;
                },
                Fault.Moment.BEFORE,
                () -> new PermanentStoreException("never thrown"));
        assertThat(site.cleanUp(20, Site.rules(), false, new FaultyStore(store, meddling), new ArrayList<>()))
                .contains("KEPT " + blog.id() + ": it was changed meanwhile");
        assertThat(reads[0]).isEqualTo(2);
    }

    private static void pin(Site site, BackupRecord record) {
        try {
            site.rewrite(record.withPinned(true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void oneThatCannotBeRemovedHindersNoOther() throws Exception {
        Site site = site();
        BackupRecord stuck = site.backup("blog", 1);
        BackupRecord other = site.backup("blog", 2);
        site.backup("blog", 20);
        Fault fault = Fault.when(
                call -> call.operation() == Operation.DELETE
                        && call.keys().contains(Layout.archive(stuck.backupId(), false)),
                Fault.Moment.BEFORE,
                () -> new PermanentStoreException("it is locked"));
        List<String> lines = new ArrayList<>();
        assertThatThrownBy(() -> site.cleanUp(20, Site.rules(), false, new FaultyStore(store, fault), lines))
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.failure()).isEqualTo(Failure.FAILED))
                .hasMessage("something could not be removed: it is locked");
        assertThat(lines)
                .contains("FAILED " + stuck.id() + ": it is locked")
                .contains("REMOVED " + other.id() + ": older than the policy keeps");
        assertThat(new Catalog(store).find(stuck.backupId())).contains(stuck.with(BackupRecord.State.REMOVING));
        assertThat(site.cleanUp(20, Site.rules(), false)).contains("REMOVED HALF_REMOVED_BACKUP " + stuck.id());
        assertThat(keys(store, "")).noneMatch(key -> key.startsWith(stuck.id()));
    }

    @Test
    void aStoreThatDoesNotAnswerAnyMoreIsNotAskedForDays() throws Exception {
        Site site = site();
        for (int day = 1; day <= 8; day++) {
            site.backup("blog", day);
        }
        Fault fault = Fault.when(
                call -> call.operation() == Operation.PUT
                        && call.keys().stream().noneMatch(key -> key.startsWith(Layout.LOCKS)),
                Fault.Moment.BEFORE,
                () -> new TransientStoreException("no answer"));
        FaultyStore faulty = new FaultyStore(store, fault);
        assertThatThrownBy(() -> site.cleanUp(20, Site.rules(), false, faulty, new ArrayList<>()))
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.failure()).isEqualTo(Failure.UNREACHABLE))
                .hasMessage("3 things could not be removed: the first: no answer");
        // That of the lock before them.
        assertThat(faulty.calls(Operation.PUT)).isEqualTo(1 + 3);
        assertThat(site.listed()).hasSize(8);
    }

    @ParameterizedTest
    @CsvSource({"wasabi, 90", "aws, 0"})
    void itIsToldWhatIsBilledAllTheSame(String provider, int days) throws Exception {
        Site site =
                site().at(StoreLocation.parse("s3://bucket/site?region=eu-central-1&provider=" + provider, Map.of()));
        BackupRecord old = site.backup("blog", 1);
        site.backup("blog", 20);
        List<Judged> removed = new ArrayList<>();
        CleanupVisitor visitor = new CleanupVisitor() {
            @Override
            public void found(Debris debris, Debris.Fate fate, String reason) {}

            @Override
            public void judged(Judged backup) {
                if (backup.fate() == Debris.Fate.REMOVABLE) {
                    removed.add(backup);
                }
            }
        };
        CleanupRequest request = new CleanupRequest(Duration.ZERO, true, Optional.of(Site.rules()));
        try (BackupEngine engine = site.engine(Site.day(21), store)) {
            engine.cleanUp(request, visitor, Progress.NONE);
        }
        try (BackupEngine engine = site.engine(Site.day(21).plus(Duration.ofDays(90)), store)) {
            engine.cleanUp(request, visitor, Progress.NONE);
        }
        Optional<Instant> until =
                days == 0 ? Optional.empty() : Optional.of(old.finished().plus(Duration.ofDays(days)));
        assertThat(removed).extracting(judged -> judged.record().id()).containsExactly(old.id(), old.id());
        assertThat(removed).extracting(Judged::billedUntil).containsExactly(until, Optional.empty());
        long[] bytes = {0};
        store.list(
                ObjectKey.of(old.id().substring(0, old.id().indexOf('/'))),
                Depth.ALL,
                info -> bytes[0] += info.storedSize());
        assertThat(removed.getFirst().extent()).contains(new Debris.Extent(3, bytes[0]));
        // The store in memory shares what it copies.
        assertThat(removed.getFirst().shares()).isTrue();
    }

    @Test
    void directoriesWithoutAFileGo() throws Exception {
        Path root = dir.resolve("store");
        try (ObjectStore files = FileStore.openOrCreate(FileSettings.defaults(root))) {
            Site site = new Site(dir, files).with(FormatKind.RSYNC);
            BackupRecord old = site.backup("blog", 1);
            BackupRecord kept = site.backup("blog", 20);
            // As a process leaves them that is killed.
            Files.createDirectories(root.resolve(old.id()).resolve("data/gone/deeper"));
            Files.createDirectories(root.resolve("2026-11-02-030000-000"));
            String tag = kept.id().substring(0, kept.id().indexOf('/'));
            String lost = tag + "/app_wiki_2026-11-03-030000-000_v1";
            Files.createDirectories(root.resolve(lost).resolve("data/x"));
            Files.createDirectories(root.resolve("snapshot/app_wiki/data"));
            Files.createDirectories(root.resolve("lost+found"));
            assertThat(site.cleanUp(20, Site.rules("blog"), false))
                    .contains(
                            "REMOVED EMPTY_DIRECTORY 2026-11-02-030000-000",
                            "REMOVED EMPTY_DIRECTORY " + lost,
                            "REMOVED EMPTY_DIRECTORY snapshot/app_wiki",
                            "REMOVED " + old.id() + ": older than the policy keeps");
            try (var there = Files.list(root)) {
                assertThat(there.map(path -> path.getFileName().toString()))
                        .containsExactlyInAnyOrder(tag, "lost+found", "snapshot", ".holdfast-tmp");
            }
            assertThat(root.resolve("snapshot/app_wiki")).doesNotExist();
            assertThat(root.resolve("snapshot/app_blog")).isDirectory();
        }
    }

    @Test
    void aBackupIsExplained() throws Exception {
        Site site = site();
        BackupRecord old = site.backup("blog", 1);
        BackupRecord newest = site.backup("blog", 20);
        try (BackupEngine engine = site.engine(Site.day(21), store)) {
            assertThat(engine.standing(old, Optional.of(Site.rules()), Progress.NONE))
                    .isEqualTo(new Standing(old, false, List.of("older than the policy keeps")));
            assertThat(engine.standing(newest, Optional.of(Site.rules()), Progress.NONE)
                            .reasons())
                    .containsExactly("the newest one", "newest of 2026-11-20 (daily 2 of 3)");
            assertThat(engine.standing(old, Optional.empty(), Progress.NONE).reasons())
                    .containsExactly("no retention policy is given");
            assertThat(engine.standing(engine.pin(old, true), Optional.empty(), Progress.NONE)
                            .reasons())
                    .containsExactly("pinned");
        }
    }

    @Test
    void theNewestOfAnyAppIsNeverTheServers() throws Exception {
        Site site = site();
        BackupRecord blog = site.backup("blog", 1);
        BackupRecord box = site.box(1, blog);
        try (BackupEngine engine = site.engine(Site.day(21), store)) {
            assertThat(engine.find("latest")).isEqualTo(blog);
            assertThat(engine.find("blog@latest")).isEqualTo(blog);
            assertThat(engine.find(box.id())).isEqualTo(box);
            engine.remove(box);
        }
        assertThat(site.listed()).containsExactly(blog);
    }
}
