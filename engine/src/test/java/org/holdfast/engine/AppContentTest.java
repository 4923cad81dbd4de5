package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.holdfast.engine.hooks.Hook;
import org.holdfast.engine.hooks.HookKind;
import org.holdfast.engine.hooks.HookRunner;
import org.holdfast.format.Progress;
import org.holdfast.names.BytePath;
import org.holdfast.names.LocalNames;
import org.holdfast.sync.TargetTree.Overwrite;
import org.holdfast.testkit.TreeFacts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What goes into an app's backup besides its data directory, and back out of it.
class AppContentTest {
    private @TempDir Path dir;
    private Path data;
    private Path uploads;
    private Path dumps;
    private Path store;
    private Lab lab;

    @BeforeEach
    void prepare() throws Exception {
        data = Files.createDirectory(dir.resolve("data"));
        uploads = Files.createDirectory(dir.resolve("uploads"));
        dumps = Files.createDirectory(dir.resolve("dumps"));
        store = dir.resolve("store");
        Files.writeString(data.resolve("a"), "a");
        Files.createDirectories(uploads.resolve("2024"));
        Files.writeString(uploads.resolve("2024/photo"), "photo");
        Files.writeString(dumps.resolve("postgresqldump"), "create table");
        lab = new Lab(dir.resolve("state"));
    }

    private AppContent content() {
        return content(Map.of("uploads", uploads));
    }

    private AppContent content(Map<String, Path> directories) {
        return new AppContent(
                data,
                List.of("*.tmp"),
                new TreeMap<>(directories),
                Map.of(
                        HookKind.RESTORE,
                        Hook.of("cp \"$HOLDFAST_DUMP_DIR/postgresqldump\" restored-dump"),
                        HookKind.BEFORE,
                        new Hook("pg_dump", Duration.ofMinutes(5))),
                Optional.of(dumps));
    }

    private static BackupRequest request(AppContent content, FormatKind format) {
        return new BackupRequest(new AppId("blog"), content, "1.0", format, Optional.empty(), Optional.empty());
    }

    private RestoreRequest restore(SortedMap<String, Path> directories, Optional<Path> dumpDirectory) {
        return RestoreRequest.to(new RestorePlaces(dir.resolve("target"), directories, dumpDirectory));
    }

    private static SortedMap<String, Path> one(String name, Path directory) {
        return new TreeMap<>(Map.of(name, directory));
    }

    @ParameterizedTest
    @EnumSource(FormatKind.class)
    void everythingComesBackToWhereItBelongs(FormatKind format) throws Exception {
        Path backUploads = dir.resolve("back-uploads");
        Path backDumps = dir.resolve("back-dumps");
        try (BackupEngine engine = lab.engine(store, true)) {
            BackupRecord record =
                    engine.backup(request(content(), format), Progress.NONE).record();
            List<String> paths = new ArrayList<>();
            engine.files(record, List.of(), entry -> paths.add(entry.path().text()));
            assertThat(paths.stream().filter(path -> !path.equals("fsmetadata.json")))
                    .containsExactly(
                            "config.json",
                            "data",
                            "data/a",
                            "postgresqldump",
                            "uploads",
                            "uploads/2024",
                            "uploads/2024/photo");
            RestoreSummary summary =
                    engine.restore(record, restore(one("uploads", backUploads), Optional.of(backDumps)), Progress.NONE);
            assertThat(summary.notices()).isEmpty();
        }
        assertThat(TreeFacts.of(data).differences(TreeFacts.of(dir.resolve("target"))))
                .isEmpty();
        assertThat(TreeFacts.of(uploads).differences(TreeFacts.of(backUploads))).isEmpty();
        assertThat(backDumps.resolve("postgresqldump")).hasContent("create table");
        assertThat(backDumps.resolve("config.json")).exists();
        assertThat(backDumps.resolve("uploads")).doesNotExist();
    }

    @Test
    void whatNobodySaidWhereToIsNotRestoredAndSaid() throws Exception {
        try (BackupEngine engine = lab.engine(store, false)) {
            BackupRecord record = engine.backup(request(content(), FormatKind.RSYNC), Progress.NONE)
                    .record();
            List<String> noticed = new ArrayList<>();
            RestoreRequest request = restore(one("other", dir.resolve("other")), Optional.empty());
            engine.previewRestore(record, request, new RestorePreview() {
                @Override
                public void restore(BytePath path, long size) {}

                @Override
                public void remove(BytePath path) {}

                @Override
                public void noticed(String message) {
                    noticed.add(message);
                }
            });
            RestoreSummary summary = engine.restore(record, request, Progress.NONE);
            assertThat(summary.notices())
                    .isEqualTo(noticed)
                    .containsExactly(
                            "not restored, since nobody said where to: postgresqldump, uploads (--directory NAME=DIR,"
                                    + " or --dump-dir DIR for all of it)",
                            "the backup has no directory other");
            assertThat(dir.resolve("target/a")).exists();
            assertThat(dir.resolve("other")).doesNotExist();
        }
    }

    @Test
    void deletingOthersKeepsToTheDirectoriesOfTheBackup() throws Exception {
        Path other = Files.createDirectory(dir.resolve("other"));
        Files.writeString(other.resolve("precious"), "mine");
        Path backUploads = Files.createDirectory(dir.resolve("back-uploads"));
        Files.writeString(backUploads.resolve("old"), "old");
        SortedMap<String, Path> directories = one("uploads", backUploads);
        directories.put("other", other);
        try (BackupEngine engine = lab.engine(store, false)) {
            BackupRecord record = engine.backup(request(content(), FormatKind.RSYNC), Progress.NONE)
                    .record();
            engine.restore(
                    record,
                    new RestoreRequest(
                            new RestorePlaces(dir.resolve("target"), directories, Optional.empty()),
                            List.of(),
                            Overwrite.ALWAYS,
                            true,
                            false,
                            false),
                    Progress.NONE);
        }
        assertThat(other.resolve("precious")).hasContent("mine");
        assertThat(backUploads.resolve("old")).doesNotExist();
        assertThat(backUploads.resolve("2024/photo")).hasContent("photo");
    }

    @Test
    void directoriesToRestoreIntoMustNotOverlap() throws Exception {
        try (BackupEngine engine = lab.engine(store, false)) {
            BackupRecord record = engine.backup(request(content(), FormatKind.RSYNC), Progress.NONE)
                    .record();
            RestoreRequest request = restore(one("uploads", dir.resolve("target/uploads")), Optional.empty());
            assertThatThrownBy(() -> engine.restore(record, request, Progress.NONE))
                    .hasMessage("the directories to restore into overlap: " + dir.resolve("target") + " and "
                            + dir.resolve("target/uploads"));
            assertThat(dir.resolve("target")).doesNotExist();
        }
    }

    private static RestoreHook hook(String command, List<String> printed) {
        return new RestoreHook(Hook.of(command), new HookRunner(Map.of("PATH", System.getenv("PATH"))), printed::add);
    }

    @Test
    void theRestoreHookFindsTheDumpsWhenTheFilesAreInPlace() throws Exception {
        List<String> printed = new ArrayList<>();
        try (BackupEngine engine = lab.engine(store, true)) {
            BackupRecord record = engine.backup(request(content(), FormatKind.TGZ), Progress.NONE)
                    .record();
            RestoreRequest request = restore(one("uploads", dir.resolve("back-uploads")), Optional.empty());
            engine.restore(
                    record,
                    request,
                    hook(
                            "ls; cat \"$HOLDFAST_DUMP_DIR\"/postgresqldump; echo; echo $HOLDFAST_HOOK $HOLDFAST_APP"
                                    + " $HOLDFAST_APP_VERSION; echo \"$HOLDFAST_DUMP_DIR\"",
                            printed),
                    Progress.NONE);
        }
        assertThat(printed.subList(0, 3)).containsExactly("a", "create table", "restore blog 1.0");
        assertThat(Path.of(printed.get(3))).doesNotExist();
    }

    @Test
    void aRestoreHookThatFailsFailsTheRestoreAndLeavesTheFiles() throws Exception {
        try (BackupEngine engine = lab.engine(store, false)) {
            BackupRecord record = engine.backup(request(content(), FormatKind.RSYNC), Progress.NONE)
                    .record();
            RestoreRequest request = restore(new TreeMap<>(), Optional.of(dir.resolve("back-dumps")));
            BackupException failure = catchThrowableOfType(
                    BackupException.class,
                    () -> engine.restore(
                            record, request, hook("echo no database; exit 4", new ArrayList<>()), Progress.NONE));
            assertThat(failure).hasMessage("the hook \"restore\" of blog ended with exit code 4");
            assertThat(failure.failure()).isEqualTo(Failure.FAILED);
            assertThat(failure.details()).containsExactly("no database");
            assertThat(dir.resolve("target/a")).hasContent("a");
            assertThat(dir.resolve("back-dumps/postgresqldump")).exists();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "config.json", "fsmetadata.json", "", ".", "a/b", "-x", "ü"})
    void namesOfDirectoriesThatAreTakenOrNoneAreRefused(String name) throws Exception {
        assertRefused(content(Map.of(name, uploads)), name.isEmpty() ? "no name" : name);
    }

    private void assertRefused(AppContent content, String message) throws Exception {
        try (BackupEngine engine = lab.engine(store, false)) {
            BackupException refusal = catchThrowableOfType(
                    BackupException.class, () -> engine.backup(request(content, FormatKind.RSYNC), Progress.NONE));
            assertThat(refusal.failure()).isEqualTo(Failure.MISCONFIGURED);
            assertThat(refusal).hasMessageContaining(message);
            assertThat(refusal.hint()).isNotEmpty();
            assertThat(engine.list(Optional.empty(), Progress.NONE)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "config.json", "fsmetadata.json", "uploads"})
    void dumpsWithANameThatIsTakenAreRefused(String name) throws Exception {
        Files.writeString(dumps.resolve(name), "x");
        assertRefused(content(), "the dump directory has something called " + name);
    }

    @Test
    void whatIsMissingOrOverlapsIsRefused() throws Exception {
        assertRefused(
                content(Map.of("uploads", dir.resolve("none"))),
                "the directory \"uploads\", " + dir.resolve("none") + ", does not exist");
        assertRefused(content(Map.of("uploads", data.resolve("a"))), "the directory \"uploads\", " + data.resolve("a"));
        Path inside = Files.createSymbolicLink(dir.resolve("link"), Files.createDirectory(data.resolve("inside")));
        assertRefused(content(Map.of("uploads", inside)), "overlap");
        assertRefused(content(Map.of("x", uploads, "y", uploads)), "overlap");
        assertRefused(content().withDumps(dir.resolve("gone")), "the dump directory");
        assertRefused(content(Map.of("uploads", dir)), "overlap");
    }

    @Test
    void configJsonCountsAsChangedOnlyWhenItSaysSomethingNew() throws Exception {
        AppContent content = content();
        try (BackupEngine engine = lab.engine(store, true)) {
            engine.backup(request(content, FormatKind.RSYNC), Progress.NONE);
            assertThat(engine.backup(request(content, FormatKind.RSYNC), Progress.NONE)
                            .summary()
                            .uploadedFiles())
                    .isZero();
            BackupOutcome third =
                    engine.backup(request(content.withExclude(List.of("*.bak")), FormatKind.RSYNC), Progress.NONE);
            assertThat(third.summary().uploadedFiles()).isEqualTo(1);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            engine.cat(third.record(), "config.json", out);
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("""
                {
                  "id" : "blog",
                  "name" : "blog",
                  "version" : "1.0",
                  "data" : "%s",
                  "exclude" : [ "*.bak" ],
                  "directories" : {
                    "uploads" : {
                      "path" : "%s"
                    }
                  },
                  "hooks" : {
                    "before" : {
                      "command" : "pg_dump",
                      "timeoutSeconds" : 300
                    },
                    "restore" : {
                      "command" : "cp \\"$HOLDFAST_DUMP_DIR/postgresqldump\\" restored-dump",
                      "timeoutSeconds" : 3600
                    }
                  }
                }
                """.formatted(data, uploads));
        }
    }

    @Test
    void aDescriptionReadsAsItWasWritten() throws Exception {
        Path odd = LocalNames.resolve(dir, BytePath.of(new byte[] {'o', (byte) 0xff}));
        AppContent content = new AppContent(
                odd,
                List.of("a", "\udcff*"),
                one("more", odd.resolve("x")),
                Map.of(HookKind.AFTER, Hook.of("echo \udcfe")),
                Optional.empty());
        AppDescription description = AppDescription.of(new AppId("blog"), "2", content);
        String json = new String(description.json(), StandardCharsets.UTF_8);
        assertThat(json).contains("\"data64\"", "\"exclude64\"", "\"path64\"", "\"command64\"");
        assertThat(AppDescription.parse(description.json())).isEqualTo(description);
        assertThat(AppDescription.parse("{\"id\":\"x\",\"version\":\"1\",\"new\":{}}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new AppDescription("x", "x", "1", Optional.empty(), List.of(), new TreeMap<>(), Map.of()));
        for (String broken : List.of("", "[]", "{}", "null", "{\"id\":1,\"version\":\"1\"}", "{\"id\":\"x\"")) {
            assertThatThrownBy(() -> AppDescription.parse(broken.getBytes(StandardCharsets.UTF_8)))
                    .as(broken)
                    .isInstanceOf(BackupException.class)
                    .hasMessage("the config.json of the backup cannot be read");
        }
    }
}
