package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.backends.filesystem.FileSettings;
import org.holdfast.backends.filesystem.FileStore;
import org.holdfast.engine.verify.VerifyMode;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;
import org.holdfast.sync.Skip;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Backups of a tree that changes all the time: each of them is made, each file in it is of one moment or reported, and
/// each is as good as any other.
class ChangingSourceTest {
    private static final long SEED = 20261121;

    /// However slow the machine: two of each format.
    private static final int FEWEST_BACKUPS = 4;

    private @TempDir(factory = MemoryDirectory.class) Path dir;

    private BackupEngine engine() throws Exception {
        return new Lab(dir.resolve("state"))
                .engine(FileStore.openOrCreate(FileSettings.defaults(dir.resolve("store"))), false);
    }

    /// Runs `change` as soon as something of the only file was read, and backs up that file.
    private BackupOutcome backup(BackupEngine engine, Path source, FormatKind format, Change change, List<Skip> skipped)
            throws Exception {
        Files.writeString(Files.createDirectory(source).resolve("file"), "before");
        AtomicBoolean changed = new AtomicBoolean();
        return engine.backup(Lab.request(source, format), event -> {
            if (event instanceof Event.Moved && !changed.getAndSet(true)) {
                try {
                    change.to(source.resolve("file"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            if (event instanceof Event.Skipped(var skip)) {
                skipped.add(skip);
            }
        });
    }

    @FunctionalInterface
    private interface Change {
        void to(Path file) throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatIsReplacedWhileItIsReadIsReadAgain(FormatKind format) throws Exception {
        try (BackupEngine engine = engine()) {
            List<Skip> skipped = new ArrayList<>();
            BackupOutcome outcome = backup(engine, dir.resolve("source"), format, ChangingSourceTest::replace, skipped);
            assertThat(outcome.record().unstable()).isZero();
            assertThat(skipped).isEmpty();
            engine.restore(outcome.record(), RestoreRequest.to(dir.resolve("target")), Progress.NONE);
            assertThat(dir.resolve("target/file")).hasContent("after");
        }
    }

    private static void replace(Path file) throws IOException {
        Path other = file.resolveSibling("other");
        Files.writeString(other, "after");
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatIsRemovedWhileItIsReadIsLeftOut(FormatKind format) throws Exception {
        try (BackupEngine engine = engine()) {
            List<Skip> skipped = new ArrayList<>();
            BackupOutcome outcome = backup(engine, dir.resolve("source"), format, Files::delete, skipped);
            assertThat(skipped).singleElement().satisfies(skip -> assertThat(skip.reason())
                    .isEqualTo(Skip.Reason.VANISHED));
            engine.restore(outcome.record(), RestoreRequest.to(dir.resolve("target")), Progress.NONE);
            assertThat(dir.resolve("target")).isEmptyDirectory();
        }
    }

    @Test
    void nothingIsSilentlyWrong() throws Exception {
        stress(Duration.ofSeconds(8));
    }

    @Test
    @Tag("long")
    @EnabledIfSystemProperty(named = "long.tests", matches = "true")
    void nothingIsSilentlyWrongForAMinute() throws Exception {
        stress(Duration.ofMinutes(1));
    }

    private void stress(Duration time) throws Exception {
        Path source = Files.createDirectory(dir.resolve("source"));
        Path place = dir.resolve("store");
        Lab lab = new Lab(dir.resolve("state"));
        long end = System.nanoTime() + time.toNanos();
        int backups = 0;
        try (RestlessTree tree = new RestlessTree(source, SEED);
                BackupEngine engine = lab.engine(FileStore.openOrCreate(FileSettings.defaults(place)), false)) {
            while (backups < FEWEST_BACKUPS || System.nanoTime() < end) {
                FormatKind format = backups++ % 2 == 0 ? FormatKind.TGZ : FormatKind.RSYNC;
                Set<Skip> skipped = ConcurrentHashMap.newKeySet();
                Set<String> unstable = ConcurrentHashMap.newKeySet();
                BackupOutcome outcome = engine.backup(Lab.request(source, format), event -> {
                    if (event instanceof Event.Unstable(var path)) {
                        unstable.add(path.text());
                    }
                    if (event instanceof Event.Skipped(var skip)) {
                        skipped.add(skip);
                    }
                });
                BackupRecord record = outcome.record();
                assertThat(skipped).as(record.id()).noneMatch(Skip::isLoss);
                assertThat(record.lost()).isZero();
                assertThat(record.unstable()).isEqualTo(unstable.size());
                Path target = dir.resolve("target");
                engine.restore(record, RestoreRequest.to(target), Progress.NONE);
                assertOfOneMoment(tree, target, unstable, record.id());
                Trees.delete(target);
                assertDrills(engine, record);
                if (format == FormatKind.TGZ) {
                    assertTarReads(tree, place.resolve(record.id() + ".tar.gz"), unstable);
                }
                engine.remove(record);
            }
            assertThat(tree.changes()).isGreaterThan(backups);
        }
    }

    /// @param unstable the paths that were reported, as the backup has them
    private static void assertOfOneMoment(RestlessTree tree, Path restored, Set<String> unstable, String name)
            throws IOException {
        List<String> wrong = new ArrayList<>();
        try (var paths = Files.walk(restored)) {
            for (Path file : paths.filter(Files::isRegularFile).toList()) {
                String path = restored.relativize(file).toString();
                if (!unstable.contains("data/" + path)) {
                    String why = tree.wrong(path, Files.readAllBytes(file));
                    wrong.addAll(why.isEmpty() ? List.of() : List.of(path + ": " + why));
                }
            }
        }
        assertThat(wrong).as(name).isEmpty();
        assertThat(restored.resolve("calm/file4")).as(name).exists();
    }

    private static void assertDrills(BackupEngine engine, BackupRecord record) throws BackupException {
        VerifyLab told = new VerifyLab();
        engine.verify(
                new VerifyRequest(List.of(record.id()), Optional.empty(), VerifyMode.DRILL, 100, Optional.empty()),
                told,
                told);
        assertThat(told.failures()).isEmpty();
        assertThat(told.results()).singleElement().satisfies(result -> assertThat(result.findings())
                .isEmpty());
    }

    /// GNU tar, as whoever has no Holdfast would.
    private void assertTarReads(RestlessTree tree, Path archive, Set<String> unstable) throws Exception {
        Path target = Files.createDirectory(dir.resolve("untarred"));
        run("tar", "-tzf", archive.toString());
        run("tar", "-xzf", archive.toString(), "-C", target.toString());
        assertOfOneMoment(tree, target.resolve("data"), unstable, "tar -xzf");
        Trees.delete(target);
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(String.join(" ", command) + ": " + said)
                .isZero();
    }
}
