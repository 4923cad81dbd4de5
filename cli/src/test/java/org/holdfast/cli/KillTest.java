package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.Passwords;
import org.holdfast.engine.RestoreRequest;
import org.holdfast.engine.StateDirectory;
import org.holdfast.engine.StoreLocation;
import org.holdfast.engine.Vault;
import org.holdfast.format.Progress;
import org.holdfast.testkit.TreeFacts;
import org.holdfast.testkit.Trees;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `kill -9` of real processes at random moments of a backup and of a restore; of more with `-Plong`.
class KillTest {
    private static final long SEED = 20261120;
    private static final int KILLS = Boolean.getBoolean("long.tests") ? 100 : 25;
    private static final int FILES = 100;

    private @TempDir Path dir;
    private final Random random = new Random(SEED);
    private Path source;
    private Path store;
    private Path state;

    /// How long an undisturbed run takes.
    private long wholeMillis;

    @BeforeEach
    void tree() throws IOException {
        source = Files.createDirectory(dir.resolve("source"));
        store = dir.resolve("store");
        state = dir.resolve("state");
        Path files = Files.createDirectory(source.resolve("files"));
        byte[] content = new byte[1 << 16];
        for (int i = 0; i < FILES; i++) {
            random.nextBytes(content);
            Files.write(files.resolve("file" + i), content);
        }
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(SharedClasses.program());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("output").toFile());
        builder.environment().putAll(Map.of("HOLDFAST_STATE", state.toString()));
        return builder.start();
    }

    /// Runs a command and kills it after a random part of the time that a whole run takes.
    ///
    /// @return whether it was killed before it ended
    private boolean killed(String... arguments) throws Exception {
        long start = System.nanoTime();
        Process process = start(arguments);
        if (process.waitFor(random.nextLong(wholeMillis), TimeUnit.MILLISECONDS)) {
            assertThat(process.exitValue()).as(output()).isZero();
            // Other work on the machine has ended since the last measure.
            wholeMillis = Math.min(wholeMillis, millisSince(start));
            return false;
        }
        process.destroyForcibly().waitFor();
        return true;
    }

    /// Runs to the end, and takes the time.
    private void completed(String... arguments) throws Exception {
        long start = System.nanoTime();
        Process process = start(arguments);
        assertThat(process.waitFor()).as(output()).isZero();
        wholeMillis = millisSince(start);
    }

    private static long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + 1;
    }

    private String output() throws IOException {
        return Files.readString(dir.resolve("output"));
    }

    private BackupEngine engine() throws Exception {
        StoreLocation location = StoreLocation.parse(store.toString(), Map.of());
        Vault vault = Vault.open(
                location,
                Vault.Access.READ,
                Passwords.NONE,
                false,
                new StateDirectory(state),
                InstantSource.system(),
                Progress.NONE);
        return new BackupEngine(location, vault, new StateDirectory(state), InstantSource.system());
    }

    private List<BackupRecord> listed() throws Exception {
        try (BackupEngine engine = engine()) {
            return engine.list(Optional.empty(), Progress.NONE);
        }
    }

    private TreeFacts restored(BackupRecord record) throws Exception {
        Path target = dir.resolve("restored");
        new ProcessBuilder("rm", "-rf", target.toString()).start().waitFor();
        try (BackupEngine engine = engine()) {
            engine.restore(record, RestoreRequest.to(target), Progress.NONE);
        }
        return TreeFacts.of(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tgz", "rsync"})
    void aBackupKilledAtAnyMomentHarmsNoOther(String format) throws Exception {
        String[] create = {
            "backup", "create", "--source", source.toString(), "--to", store.toString(), "--format", format, "--quiet"
        };
        Trees trees = new Trees(SEED);
        TreeMap<String, TreeFacts> expected = new TreeMap<>();
        completed(create);
        expected.put(listed().getLast().id(), TreeFacts.of(source));
        int killed = 0;
        for (int i = 0; killed < KILLS; i++) {
            assertThat(i).as("runs until %d were killed", KILLS).isLessThan(4 * KILLS);
            trees.mutate(source, 20);
            TreeFacts now = TreeFacts.of(source);
            killed += killed(create) ? 1 : 0;
            for (BackupRecord record : listed()) {
                expected.putIfAbsent(record.id(), now);
            }
        }
        completed(create);
        expected.put(listed().getLast().id(), TreeFacts.of(source));
        assertThat(listed().stream().map(BackupRecord::id)).containsExactlyElementsOf(expected.keySet());
        for (BackupRecord record : listed()) {
            assertThat(Objects.requireNonNull(expected.get(record.id())).differences(restored(record)))
                    .as("seed %d, %s", SEED, record.id())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tgz", "rsync"})
    void aRestoreKilledAtAnyMomentIsTakenUpAgain(String format) throws Exception {
        new Trees(SEED).fill(source, 200);
        completed("backup", "create", "--source", source.toString(), "--to", store.toString(), "--format", format);
        Path target = dir.resolve("target");
        String[] restore = {
            "backup",
            "restore",
            "latest",
            "--from",
            store.toString(),
            "--target",
            target.toString(),
            "--overwrite",
            "always",
            "--quiet"
        };
        completed(restore);
        TreeFacts expected = TreeFacts.of(source);
        assertThat(expected.differences(TreeFacts.of(target))).isEmpty();
        int killed = 0;
        for (int i = 0; killed < KILLS; i++) {
            assertThat(i).as("runs until %d were killed", KILLS).isLessThan(4 * KILLS);
            new ProcessBuilder("rm", "-rf", target.toString()).start().waitFor();
            killed += killed(restore) ? 1 : 0;
            if (Files.exists(target)) {
                assertThat(wrongContents(target)).as("seed %d, run %d", SEED, i).isEmpty();
            }
        }
        completed(restore);
        assertThat(expected.differences(TreeFacts.of(target))).isEmpty();
    }

    /// Files that have their final name and not their final content.
    private List<Path> wrongContents(Path target) throws IOException {
        List<Path> wrong = new ArrayList<>();
        try (var paths = Files.walk(target)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Path relative = target.relativize(path);
                if (relative.startsWith(stagingName(relative)) || !Files.isRegularFile(path)) {
                    continue;
                }
                if (Files.mismatch(path, source.resolve(relative)) >= 0) {
                    wrong.add(relative);
                }
            }
        }
        return wrong;
    }

    private static Path stagingName(Path relative) {
        Path first = relative.getName(0);
        return first.toString().startsWith(".holdfast-restore-") ? first : Path.of("/");
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 6})
    void whatArrivedBeforeTheKillIsNotSentAgain(int tenths) throws Exception {
        String[] create = {"backup", "create", "--source", source.toString(), "--to", store.toString(), "--json"};
        Process process = start(create);
        Path arrived = store.resolve("snapshot/app_source/data/files");
        while (process.isAlive() && count(arrived) < FILES / 10L * tenths) {
            Thread.onSpinWait();
        }
        process.destroyForcibly().waitFor();
        long there = count(arrived);
        assertThat(there).isGreaterThanOrEqualTo(FILES / 10L * tenths);
        completed(create);
        BackupRecord record = listed().getLast();
        int inFlight = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
        assertThat(record.uploadedFiles()).isLessThanOrEqualTo(record.files() - there + inFlight);
    }

    private static long count(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (var files = Files.list(directory)) {
            return files.count();
        }
    }

    @Test
    void whatAKilledUploadLeftIsFoundAndRemoved() throws Exception {
        String[] create = {"backup", "create", "--source", source.toString(), "--to", store.toString(), "--quiet"};
        completed(create);
        TreeFacts first = TreeFacts.of(source);
        Path staging = store.resolve(".holdfast-tmp");
        assertThat(count(staging)).isZero();
        try (var large = Files.newOutputStream(source.resolve("large"))) {
            byte[] content = new byte[1 << 20];
            for (int i = 0; i < 256; i++) {
                random.nextBytes(content);
                large.write(content);
            }
        }
        Process process = start(create);
        while (process.isAlive() && !holdsMegabytes(staging)) {
            Thread.onSpinWait();
        }
        process.destroyForcibly().waitFor();
        assertThat(count(staging)).isPositive();
        String[] cleanup = {"backup", "cleanup", "--from", store.toString(), "--older-than", "0s", "--json"};
        completed(cleanup);
        assertThat(output()).contains("\"kind\":\"unfinished upload\"", "\"fate\":\"removed\"");
        assertThat(count(staging)).isZero();
        assertThat(listed()).singleElement().satisfies(record -> assertThat(first.differences(restored(record)))
                .isEmpty());
        completed(cleanup);
        assertThat(output()).contains("{\"removed\":0,\"kept\":0}");
    }

    private static boolean holdsMegabytes(Path staging) throws IOException {
        try (var files = Files.newDirectoryStream(staging)) {
            for (Path file : files) {
                if (file.toFile().length() > 4 << 20) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Killed while the backup's place is filled, which leaves a record that never says NORMAL.
    @Test
    void aBackupThatWasNeverFinishedIsFoundAndRemoved() throws Exception {
        String[] create = {"backup", "create", "--source", source.toString(), "--to", store.toString(), "--quiet"};
        completed(create);
        Path first =
                Objects.requireNonNull(store.resolve(listed().getFirst().id()).getParent());
        TreeFacts expected = TreeFacts.of(source);
        String found = "";
        for (int i = 0; found.isEmpty(); i++) {
            assertThat(i).as("runs until one was killed before its end").isLessThan(20);
            Process process = start(create);
            while (process.isAlive() && recordsBeside(first) == 0) {
                Thread.onSpinWait();
            }
            process.destroyForcibly().waitFor();
            completed("backup", "cleanup", "--from", store.toString(), "--older-than", "0s");
            found = output().contains("removed unfinished backup") ? output() : "";
            if (found.isEmpty()) {
                for (BackupRecord record : listed().subList(1, listed().size())) {
                    completed("backup", "remove", record.id(), "--from", store.toString());
                }
            }
        }
        assertThat(recordsBeside(first)).isZero();
        assertThat(listed()).singleElement().satisfies(record -> assertThat(expected.differences(restored(record)))
                .isEmpty());
    }

    /// Records in dated directories other than `first`.
    private long recordsBeside(Path first) throws IOException {
        try (var tags = Files.newDirectoryStream(store, "2*")) {
            long records = 0;
            for (Path tag : tags) {
                if (!tag.equals(first)) {
                    try (var files = Files.newDirectoryStream(tag, "*.backup.json")) {
                        records +=
                                StreamSupport.stream(files.spliterator(), false).count();
                    }
                }
            }
            return records;
        }
    }
}
