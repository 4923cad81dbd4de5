package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;
import org.holdfast.testkit.TreeFacts;
import org.holdfast.testkit.Trees;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One scan for backups to several stores at the same time.
@Timeout(120)
class ManySitesTest {
    private static final long SEED = 20261121;

    private @TempDir Path dir;
    private Path source;
    private StateDirectory state;

    @BeforeEach
    void prepare() throws Exception {
        source = Files.createDirectory(dir.resolve("source"));
        state = new StateDirectory(dir.resolve("state"));
    }

    private BackupEngine engine(String store) throws Exception {
        return new Lab(state.root()).engine(dir.resolve(store), false);
    }

    private Callable<BackupRecord> run(String store, FormatKind format, FrozenApp frozen) {
        return () -> {
            try (BackupEngine engine = engine(store)) {
                return engine.backup(Lab.request(source, format), frozen, Progress.NONE)
                        .record();
            }
        };
    }

    private FrozenApp freeze(int stores, Progress progress) throws Exception {
        BackupRequest request = Lab.request(source, FormatKind.RSYNC);
        return FrozenApp.freeze(request.app(), request.version(), request.content(), stores, state, progress);
    }

    @Test
    void allStoresGetTheSameContentFromOneScan() throws Exception {
        new Trees(SEED).fill(source, 300);
        AtomicInteger scans = new AtomicInteger();
        List<Future<BackupRecord>> runs = new ArrayList<>();
        try (FrozenApp frozen = freeze(3, event -> {
                    if (event instanceof Event.Started started && started.phase() == Event.Phase.SCAN) {
                        scans.incrementAndGet();
                    }
                });
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // Not there when the scan was made, so not in any of the backups.
            Files.writeString(source.resolve("later"), "later");
            runs.add(threads.submit(run("one", FormatKind.RSYNC, frozen)));
            runs.add(threads.submit(run("two", FormatKind.TGZ, frozen)));
            runs.add(threads.submit(run("three", FormatKind.RSYNC, frozen)));
            for (Future<BackupRecord> run : runs) {
                assertThat(run.get().isComplete()).isTrue();
            }
        }
        assertThat(scans.get()).isEqualTo(1);
        assertThat(temporaryLeft()).isEmpty();
        Files.delete(source.resolve("later"));
        for (String store : List.of("one", "two", "three")) {
            Path target = dir.resolve("target-" + store);
            try (BackupEngine engine = engine(store)) {
                engine.restore(engine.find("latest"), RestoreRequest.to(target), Progress.NONE);
            }
            // The root's own time is newer, since something was put there and removed.
            assertThat(TreeFacts.of(source)
                            .only(path -> !path.isRoot())
                            .differences(TreeFacts.of(target).only(path -> !path.isRoot())))
                    .as("seed %d, %s", SEED, store)
                    .isEmpty();
        }
    }

    private List<Path> temporaryLeft() throws Exception {
        try (var left = Files.list(state.root().resolve("tmp"))) {
            return left.toList();
        }
    }

    @Test
    void aStoreThatFailsStopsNoOther() throws Exception {
        new Trees(SEED).fill(source, 60);
        Files.writeString(dir.resolve("broken"), "no directory");
        try (FrozenApp frozen = freeze(2, Progress.NONE);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<BackupRecord> broken = threads.submit(run("broken", FormatKind.RSYNC, frozen));
            Future<BackupRecord> fine = threads.submit(run("fine", FormatKind.RSYNC, frozen));
            assertThatThrownBy(broken::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(BackupException.class);
            assertThat(fine.get().isComplete()).isTrue();
        }
    }

    @Test
    void whatWasFrozenForAnotherAppIsNotTaken() throws Exception {
        try (FrozenApp frozen = freeze(1, Progress.NONE);
                BackupEngine engine = engine("one")) {
            BackupRequest other = Lab.request(dir, FormatKind.RSYNC);
            assertThatThrownBy(() -> engine.backup(other, frozen, Progress.NONE))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
