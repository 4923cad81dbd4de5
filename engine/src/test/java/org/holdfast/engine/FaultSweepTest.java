package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.testing.Fault;
import org.holdfast.backends.testing.FaultyStore;
import org.holdfast.backends.testing.MemoryStore;
import org.holdfast.format.Progress;
import org.holdfast.sync.TargetTree.Overwrite;
import org.holdfast.testkit.TreeFacts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The n-th store call of a backup fails, for every n, before, during or after its effect. Afterwards every backup that
/// is listed restores exactly, and the next run succeeds without sending again what had arrived.
class FaultSweepTest {
    private @TempDir Path dir;
    private Path before;
    private Path after;

    @BeforeEach
    void trees() throws IOException {
        before = Files.createDirectory(dir.resolve("before"));
        after = Files.createDirectory(dir.resolve("after"));
        for (Path tree : List.of(before, after)) {
            for (String directory : List.of("kept", "becomes-file", "empty")) {
                Files.createDirectory(tree.resolve(directory));
            }
            Files.writeString(tree.resolve("kept/file"), "the same");
            Files.writeString(tree.resolve("kept.txt"), "the same too");
        }
        Files.writeString(before.resolve("becomes-file/a"), "a");
        Files.writeString(before.resolve("becomes-directory"), "file");
        Files.writeString(before.resolve("removed"), "gone soon");
        Files.writeString(before.resolve("changed"), "old");
        Files.delete(after.resolve("becomes-file"));
        Files.writeString(after.resolve("becomes-file"), "now a file");
        Files.createDirectory(after.resolve("becomes-directory"));
        Files.writeString(after.resolve("becomes-directory/b"), "b");
        Files.writeString(after.resolve("changed"), "new content");
        Files.writeString(after.resolve("added"), "added");
        Files.createSymbolicLink(after.resolve("link"), Path.of("nowhere"));
    }

    /// A store with one backup of the first tree, and the local state that belongs to it.
    private final class Case {
        private final MemoryStore store = new MemoryStore();
        private final Path root;
        private final Path source;
        private final Lab lab;
        private final boolean encrypted;
        private final FormatKind format;
        private final TreeMap<String, TreeFacts> expected = new TreeMap<>();

        Case(String name, FormatKind format, boolean encrypted) throws Exception {
            this.root = Files.createDirectory(dir.resolve(name));
            this.source = root.resolve("source");
            this.lab = new Lab(root.resolve("state"));
            this.format = format;
            this.encrypted = encrypted;
            become(before);
            BackupRecord first = backup(store).record();
            expected.put(first.id(), TreeFacts.of(source));
            become(after);
        }

        /// The source is moved away and copied anew as a whole, with the times it had.
        private void become(Path tree) throws Exception {
            run("rm", "-rf", source.toString());
            run("cp", "-a", tree.toString(), source.toString());
        }

        BackupOutcome backup(ObjectStore over) throws Exception {
            try (BackupEngine engine = lab.engine(over, encrypted)) {
                return engine.backup(Lab.request(source, format), Progress.NONE);
            }
        }

        /// Every listed backup restores to the tree that was there when it was made.
        List<String> checkAllListed() throws Exception {
            List<String> ids = new ArrayList<>();
            try (BackupEngine engine = lab.engine(store, encrypted)) {
                for (BackupRecord record : engine.list(Optional.empty(), Progress.NONE)) {
                    Path target = root.resolve("target" + ids.size());
                    run("rm", "-rf", target.toString());
                    engine.restore(
                            record,
                            new RestoreRequest(target, Optional.empty(), List.of(), Overwrite.REFUSE, false, false),
                            Progress.NONE);
                    TreeFacts then = Objects.requireNonNullElse(expected.get(record.id()), TreeFacts.of(source));
                    assertThat(then.differences(TreeFacts.of(target)))
                            .as(record.id())
                            .isEmpty();
                    ids.add(record.id());
                }
            }
            return ids;
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "TGZ, false, BEFORE",
        "TGZ, false, DURING",
        "TGZ, false, AFTER",
        "TGZ, true, DURING",
        "RSYNC, false, BEFORE",
        "RSYNC, false, DURING",
        "RSYNC, false, AFTER",
        "RSYNC, true, DURING",
    })
    void everyCallMayFail(FormatKind format, boolean encrypted, Fault.Moment moment) throws Exception {
        long calls = callsOfOneBackup(format, encrypted);
        assertThat(calls).isGreaterThan(8);
        for (long n = 1; n <= calls; n++) {
            Case one = new Case("case" + n, format, encrypted);
            FaultyStore faulty = new FaultyStore(
                    one.store, Fault.atCall(n, moment, () -> new PermanentStoreException("planned failure")));
            String name = "call %d of %d, %s".formatted(n, calls, moment);

            assertThatThrownBy(() -> one.backup(faulty)).as(name).isInstanceOf(IOException.class);
            assertThat(faulty.unreached()).as(name).isEmpty();
            List<String> listed = one.checkAllListed();
            assertThat(listed).as(name).containsAll(one.expected.keySet());

            BackupOutcome next = one.backup(one.store);
            assertThat(one.checkAllListed())
                    .as(name)
                    .hasSize(listed.size() + 1)
                    .contains(next.record().id());
            assertThat(one.store.stat(Layout.record(next.record().backupId())))
                    .as(name)
                    .isPresent();
            run("rm", "-rf", one.root.toString());
        }
    }

    private long callsOfOneBackup(FormatKind format, boolean encrypted) throws Exception {
        Case one = new Case("count", format, encrypted);
        FaultyStore counting = new FaultyStore(one.store);
        BackupOutcome outcome = one.backup(counting);
        assertThat(outcome.record().isComplete()).isTrue();
        assertThat(one.checkAllListed()).hasSize(2);
        return counting.calls();
    }

    @Test
    void whatArrivedIsNotSentAgain() throws Exception {
        Path many = Files.createDirectory(dir.resolve("many"));
        int total = 200;
        int arrived = 100;
        for (int i = 0; i < total; i++) {
            Files.writeString(many.resolve("file" + i), "content " + i);
        }
        MemoryStore store = new MemoryStore();
        Lab lab = new Lab(dir.resolve("state"));
        AtomicInteger puts = new AtomicInteger();
        FaultyStore faulty = new FaultyStore(
                store,
                Fault.when(
                        call -> call.operation() == Operation.PUT
                                && call.keys().getFirst().text().startsWith("snapshot/app_blog/")
                                && puts.getAndIncrement() >= arrived,
                        Fault.Moment.BEFORE,
                        () -> new PermanentStoreException("planned failure")));
        try (BackupEngine engine = lab.engine(faulty, false)) {
            assertThatThrownBy(() -> engine.backup(Lab.request(many, FormatKind.RSYNC), Progress.NONE))
                    .isInstanceOf(BackupException.class);
        }
        try (BackupEngine engine = lab.engine(store, false)) {
            BackupOutcome next = engine.backup(Lab.request(many, FormatKind.RSYNC), Progress.NONE);
            // config.json and fsmetadata.json are uploaded too; what was under way when the failure struck is in doubt.
            int left = total + 2 - arrived;
            assertThat(next.summary().uploadedFiles())
                    .isBetween((long) left, (long) left + store.capabilities().connections());
        }
    }
}
