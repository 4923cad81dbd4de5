package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;
import org.holdfast.testkit.TreeFacts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CleanUpTest {
    private static final Instant START = Instant.parse("2026-11-20T03:00:00Z");

    private @TempDir Path dir;
    private Path source;
    private Path store;
    private Lab lab;
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void prepare() throws IOException {
        source = Files.createDirectory(dir.resolve("source"));
        store = dir.resolve("store");
        Files.writeString(source.resolve("a"), "content");
        Files.writeString(source.resolve("b"), "more content");
        lab = new Lab(dir.resolve("state"), START);
    }

    private BackupRecord backup(FormatKind format, boolean encrypted) throws Exception {
        try (BackupEngine engine = lab.engine(store, encrypted)) {
            return engine.backup(Lab.request(source, format), Progress.NONE).record();
        }
    }

    /// Makes a backup look like one whose run or removal died.
    private void mark(BackupRecord record, BackupRecord.State state) throws Exception {
        Files.write(recordFile(record), Json.pretty(record.with(state)));
    }

    private Path recordFile(BackupRecord record) {
        return store.resolve(Layout.record(record.backupId()).text());
    }

    private List<String> cleanUp(Lab at, Duration olderThan, boolean dryRun) throws Exception {
        List<String> found = new ArrayList<>();
        try (BackupEngine engine = at.reader(store)) {
            engine.cleanUp(
                    new CleanupRequest(olderThan, dryRun),
                    (debris, fate, reason) -> found.add(
                            fate + " " + debris.kind() + " " + debris.name() + (reason.isEmpty() ? "" : ": " + reason)),
                    event -> {
                        if (event instanceof Event.Noticed(var message)) {
                            said.add(message);
                        }
                    });
        }
        return found;
    }

    private List<BackupRecord> listed() throws Exception {
        try (BackupEngine engine = lab.engine(store, false)) {
            return engine.list(Optional.empty(), Progress.NONE);
        }
    }

    private void assertRestores(BackupRecord record, boolean encrypted) throws Exception {
        Path target = dir.resolve("target");
        try (BackupEngine engine = lab.engine(store, encrypted)) {
            engine.restore(record, RestoreRequest.to(target), Progress.NONE);
        }
        assertThat(TreeFacts.of(source).differences(TreeFacts.of(target))).isEmpty();
    }

    /// All that lies below the dated directory of a backup.
    private List<Path> remains(BackupRecord record) throws IOException {
        Path tag = store.resolve(record.id()).getParent();
        if (!Files.exists(tag)) {
            return List.of();
        }
        try (var paths = Files.walk(tag)) {
            return paths.filter(Files::isRegularFile).toList();
        }
    }

    @ParameterizedTest
    @CsvSource({"TGZ,true", "TGZ,false", "RSYNC,true", "RSYNC,false"})
    void whatADeadRunLeftGoesAndBackupsStay(FormatKind format, boolean encrypted) throws Exception {
        BackupRecord first = backup(format, encrypted);
        BackupRecord dead = backup(format, encrypted);
        BackupRecord half = backup(format, encrypted);
        mark(dead, BackupRecord.State.CREATING);
        mark(half, BackupRecord.State.REMOVING);
        assertThat(cleanUp(lab, CleanupRequest.DEFAULT_AGE, false))
                .containsExactly(
                        "KEPT UNFINISHED_BACKUP " + dead.id() + ": younger than 24 h",
                        "REMOVED HALF_REMOVED_BACKUP " + half.id());
        assertThat(cleanUp(lab, Duration.ZERO, false)).containsExactly("REMOVED UNFINISHED_BACKUP " + dead.id());
        assertThat(remains(dead)).isEmpty();
        assertThat(remains(half)).isEmpty();
        assertThat(listed()).containsExactly(first);
        assertRestores(first, encrypted);
        assertThat(cleanUp(lab, Duration.ZERO, false)).isEmpty();
    }

    @Test
    void aDryRunOnlyTells() throws Exception {
        BackupRecord dead = backup(FormatKind.RSYNC, false);
        mark(dead, BackupRecord.State.CREATING);
        stage(START.minus(Duration.ofDays(2)));
        TreeFacts before = TreeFacts.of(store);
        assertThat(cleanUp(lab, Duration.ZERO, true))
                .containsExactly("REMOVABLE UNFINISHED_UPLOAD leftover", "REMOVABLE UNFINISHED_BACKUP " + dead.id());
        assertThat(before.differences(TreeFacts.of(store))).isEmpty();
    }

    @Test
    void whatAnAppLeftThatIsBeingBackedUpStays() throws Exception {
        BackupRecord dead = backup(FormatKind.RSYNC, false);
        mark(dead, BackupRecord.State.CREATING);
        stage(START.minus(Duration.ofDays(2)));
        String reason = ": another run works on app blog in " + store + ": process "
                + ProcessHandle.current().pid() + ", since 2026-11-20T03:00:00Z";
        Path lock = lockOf("blog");
        try (AppLock _ = AppLock.acquire(lock, new AppId("blog"), "store", START)) {
            assertThat(cleanUp(lab, Duration.ZERO, false))
                    .containsExactly(
                            "KEPT UNFINISHED_UPLOAD leftover" + reason, "KEPT UNFINISHED_BACKUP " + dead.id() + reason);
        }
        assertThat(remains(dead)).isNotEmpty();
        assertThat(cleanUp(lab, Duration.ZERO, false)).hasSize(2).allMatch(line -> line.startsWith("REMOVED"));
    }

    private Path lockOf(String app) throws IOException {
        try (var paths = Files.walk(dir.resolve("state"))) {
            return paths.filter(path -> path.endsWith("app_" + app + "/lock"))
                    .findAny()
                    .orElseThrow();
        }
    }

    /// On another machine a free lock tells nothing, whatever was done there with the app before.
    @Test
    void whatAnotherMachineMayBeAtWorkOnGoesByAge() throws Exception {
        BackupRecord dead = backup(FormatKind.RSYNC, false);
        mark(dead, BackupRecord.State.CREATING);
        Lab elsewhere = new Lab(dir.resolve("other"), START.plus(Duration.ofHours(23)));
        BackupRecord old = backup(FormatKind.RSYNC, false);
        try (BackupEngine engine = elsewhere.reader(store)) {
            engine.remove(old);
        }
        assertThat(cleanUp(elsewhere, CleanupRequest.DEFAULT_AGE, false))
                .containsExactly("KEPT UNFINISHED_BACKUP " + dead.id() + ": younger than 24 h");
        Lab later = new Lab(dir.resolve("other"), START.plus(Duration.ofHours(25)));
        assertThat(cleanUp(later, CleanupRequest.DEFAULT_AGE, false))
                .containsExactly("REMOVED UNFINISHED_BACKUP " + dead.id());
    }

    @Test
    void uploadsGoByAge() throws Exception {
        backup(FormatKind.RSYNC, false);
        Path leftover = stage(START.minus(Duration.ofHours(20)));
        assertThat(cleanUp(lab, CleanupRequest.DEFAULT_AGE, false))
                .containsExactly("KEPT UNFINISHED_UPLOAD leftover: younger than 24 h");
        assertThat(leftover).exists();
        assertThat(cleanUp(lab, Duration.ofHours(19), false)).containsExactly("REMOVED UNFINISHED_UPLOAD leftover");
        assertThat(leftover).doesNotExist();
    }

    private Path stage(Instant modified) throws IOException {
        Path directory = Files.createDirectories(store.resolve(".holdfast-tmp"));
        Path file = Files.writeString(directory.resolve("leftover"), "half a file");
        return Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    /// A backup of other software looks just like this.
    @ParameterizedTest
    @EnumSource(FormatKind.class)
    void dataWithoutARecordIsToldAndKept(FormatKind format) throws Exception {
        BackupRecord other = backup(format, false);
        Files.delete(recordFile(other));
        assertThat(cleanUp(lab, Duration.ZERO, false))
                .containsExactly("KEPT UNRECORDED_DATA " + other.id()
                        + ": no record says what it is, and other software names its backups alike; remove it by hand"
                        + " if you know that nobody needs it");
        assertThat(remains(other)).isNotEmpty();
    }

    @Test
    void aManifestOfNothingGoesByAge() throws Exception {
        BackupRecord gone = backup(FormatKind.TGZ, true);
        Path manifest = store.resolve(Layout.manifest(gone.backupId(), true).text());
        Files.delete(recordFile(gone));
        Files.delete(store.resolve(Layout.archive(gone.backupId(), true).text()));
        Files.setLastModifiedTime(manifest, FileTime.from(START));
        assertThat(cleanUp(lab, CleanupRequest.DEFAULT_AGE, false))
                .containsExactly("KEPT STRAY_MANIFEST " + gone.id() + ": younger than 24 h");
        assertThat(cleanUp(lab, Duration.ZERO, false)).containsExactly("REMOVED STRAY_MANIFEST " + gone.id());
        assertThat(remains(gone)).isEmpty();
    }

    @Test
    void aBackupWhoseRecordIsDamagedStays() throws Exception {
        BackupRecord damaged = backup(FormatKind.RSYNC, false);
        Files.writeString(recordFile(damaged), "{\"state\": \"CREATING\", ");
        List<Path> before = remains(damaged);
        assertThat(cleanUp(lab, Duration.ZERO, false)).isEmpty();
        assertThat(said).singleElement().asString().contains("is no valid record");
        assertThat(remains(damaged)).isEqualTo(before);
    }

    @Test
    void whatIsNotNamedLikeABackupIsNotLookedAt() throws Exception {
        Path tag = Files.createDirectories(store.resolve("2026-11-20-030000-000"));
        Files.createDirectory(tag.resolve("box"));
        Files.writeString(tag.resolve("box/file"), "of somebody else");
        Files.writeString(tag.resolve("notes.txt"), "of somebody else");
        Files.writeString(Files.createDirectory(store.resolve("elsewhere")).resolve("x"), "of somebody else");
        TreeFacts before = TreeFacts.of(store);
        assertThat(cleanUp(lab, Duration.ZERO, false)).isEmpty();
        assertThat(before.differences(TreeFacts.of(store))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "snapshot/app_blog/data/a/b, blog",
        "snapshot/app_blog.tar.gz/data, blog.tar.gz",
        "snapshot/app_blog.tar.gz, blog",
        "snapshot/app_blog.tar.gz.enc, blog",
        "snapshot/app_blog.backup.json, blog",
        "2026-11-20-030000-000/app_blog_2026-11-20-030211-530_v1.4.2/data/x, blog",
        "2026-11-20-030000-000/app_blog_2026-11-20-030211-530_v1.4.2.tar.gz.enc, blog",
        "2026-11-20-030000-000/app_blog_2026-11-20-030211-530_v1.4.2.manifest.jsonl.gz, blog",
        "2026-11-20-030000-000/notes.txt, ''",
        "snapshot/box, box",
        "snapshot/box.tar.gz.enc, box",
        "2026-11-20-030000-000/box_2026-11-20-030211-530_v1.4.2.backup.json, box",
        "snapshot/boxes, ''",
        "snapshot, ''",
        "holdfast-key-check.enc, ''"
    })
    void whoseAnObjectIsIsKnownByItsName(String key, String app) {
        assertThat(Layout.subject(org.holdfast.backends.ObjectKey.of(key))
                        .map(Subject::toString)
                        .orElse(""))
                .isEqualTo(app);
    }
}
