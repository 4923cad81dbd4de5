package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.filesystem.FileSettings;
import org.holdfast.backends.filesystem.FileStore;
import org.holdfast.backends.s3.EagerStore;
import org.holdfast.backends.s3.SiteMemory;
import org.holdfast.backends.testing.Call;
import org.holdfast.backends.testing.CountingStore;
import org.holdfast.backends.testing.FaultyStore;
import org.holdfast.backends.testing.MemoryStore;
import org.holdfast.engine.SweepScene.Where;
import org.holdfast.servers.ProxiedDirectory;
import org.holdfast.testkit.TreeFacts;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The n-th store call of every command that writes goes wrong, for every n, or is the last that its process made.
/// Afterwards every earlier backup restores, the list names only backups that restore, the same command succeeds, and a
/// cleanup leaves nothing that belongs to no backup.
class WriteSweepTest {
    private static final int IN_A_BUCKET = 4;

    private @TempDir(factory = MemoryDirectory.class) Path dir;

    static Stream<SweepCase> plain() {
        return SweepCase.plain();
    }

    static Stream<SweepCase> few() {
        return SweepCase.few();
    }

    static Stream<SweepCase> sealed() {
        return SweepCase.sealed();
    }

    /// One command on one kind of store.
    private final class Sweep {
        private final SweepScene prepared;
        private final SweepCase.Plan plan;
        private final TreeFacts now;
        private final Map<Boolean, List<Call>> calls = new HashMap<>();

        Sweep(SweepCase useCase, SweepScene.Stores stores) throws Exception {
            SweepTree source = SweepTree.at(dir.resolve("source"));
            this.prepared = SweepScene.empty(dir.resolve("prepared"), stores, new SharedVaults(useCase.encrypted()));
            this.plan = useCase.preparation().prepare(prepared, source);
            this.now = TreeFacts.of(source.root());
            for (boolean retrying : List.of(false, true)) {
                try (SweepScene sound = prepared.copy(dir.resolve("sound"))) {
                    CountingStore counting = new CountingStore(sound.raw(Where.HERE));
                    sound.run(Trouble.retrying(counting, retrying), sound.raw(Where.THERE), plan.command());
                    calls.put(retrying, counting.calls());
                    requireDone(sound, "sound");
                }
            }
        }

        /// All calls that the command makes.
        List<Call> calls(Trouble trouble) {
            return Objects.requireNonNull(calls.get(trouble.isTriedAgain()));
        }

        /// Every call has it.
        void all(Trouble trouble) throws Exception {
            for (int n = 1; n <= calls(trouble).size(); n++) {
                at(n, trouble);
            }
        }

        void at(int n, Trouble trouble) throws Exception {
            String name = "call %d of %d %s".formatted(n, calls(trouble).size(), trouble);
            try (SweepScene scene = prepared.copy(dir.resolve(name))) {
                FaultyStore faulty = trouble.at(n, calls(trouble).get(n - 1).operation(), scene.raw(Where.HERE));
                Throwable thrown = catchThrowable(() -> scene.run(
                        Trouble.retrying(faulty, trouble.isTriedAgain()), scene.raw(Where.THERE), plan.command()));
                assertThat(faulty.calls()).as(name).isGreaterThanOrEqualTo(n);
                assertHeard(thrown, trouble, scene, name);
                if (trouble == Trouble.KILLED_WITH_ITS_MACHINE) {
                    scene.moveToAnotherMachine();
                }
                requireGood(scene, plan.ruined(), name);

                Throwable again = catchThrowable(() -> scene.run(plan.command()));
                assertThat(again).as(name + ", again").isNull();
                requireDone(scene, name);
            }
        }

        private void assertHeard(Throwable thrown, Trouble trouble, SweepScene scene, String name) throws Exception {
            if (trouble.kills()) {
                assertThat(thrown).as(name).isInstanceOf(Killed.class);
                return;
            }
            if (trouble == Trouble.HICCUPS) {
                assertThat(thrown).as(name).isNull();
                return;
            }
            if (thrown != null) {
                assertThat(thrown).as(name).isInstanceOf(BackupException.class);
            }
            if (trouble.isTold()) {
                List<String> told = new ArrayList<>(scene.told());
                told.add(thrown == null ? "" : String.valueOf(thrown.getMessage()));
                if (told.stream().noneMatch(message -> message.contains(Trouble.PLANNED))) {
                    // It went on without what failed; then all must be well.
                    assertThat(thrown).as(name).isNull();
                    requireDone(scene, name);
                }
            }
        }

        private void requireDone(SweepScene scene, String name) throws Exception {
            scene.run(plan.done());
            List<BackupRecord> before = scene.listed(Where.HERE);
            scene.cleanUp();
            requireGood(scene, Set.of(), name);
            assertThat(scene.listed(Where.HERE)).as(name).isEqualTo(before);
            for (Where where : Where.values()) {
                assertThat(scene.strays(where, scene.listed(where)))
                        .as(name + " " + where)
                        .isEmpty();
            }
        }

        private void requireGood(SweepScene scene, Set<String> ruined, String name) throws Exception {
            for (Where where : Where.values()) {
                Set<String> mustStay = new TreeSet<>(scene.known(where));
                mustStay.removeAll(plan.mayGo());
                assertThat(scene.assertAllRestore(where, ruined, now, name).stream()
                                .map(BackupRecord::id))
                        .as(name)
                        .containsAll(mustStay);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("plain")
    void everyCallInMemory(SweepCase useCase) throws Exception {
        Sweep sweep = new Sweep(useCase, (_, clock) -> new MemoryStore(clock::now));
        for (Trouble trouble : Trouble.values()) {
            sweep.all(trouble);
        }
    }

    @ParameterizedTest
    @MethodSource("sealed")
    void everyCallOfAnEncryptedStore(SweepCase useCase) throws Exception {
        Sweep sweep = new Sweep(useCase, (_, clock) -> new MemoryStore(clock::now));
        sweep.all(Trouble.FAILS);
        sweep.all(Trouble.KILLED);
    }

    @ParameterizedTest
    @MethodSource("plain")
    void everyCallOnADisk(SweepCase useCase) throws Exception {
        Sweep sweep = new Sweep(useCase, (place, _) -> FileStore.openOrCreate(FileSettings.defaults(place)));
        sweep.all(Trouble.FAILS);
        sweep.all(Trouble.KILLED);
    }

    /// Every call would take minutes.
    @ParameterizedTest
    @MethodSource("few")
    void someCallsInABucket(SweepCase useCase) throws Exception {
        try (ProxiedDirectory server = ProxiedDirectory.start(Files.createDirectory(dir.resolve("buckets")))) {
            Sweep sweep = new Sweep(
                    useCase,
                    (_, _) -> EagerStore.open(
                            BucketLab.settings(server, server.newBucket(), 4),
                            SiteMemory.NONE,
                            RetryListener.NONE,
                            _ -> {},
                            Duration.ofSeconds(30)));
            int calls = sweep.calls(Trouble.KILLED).size();
            for (int n = 1; n <= calls; n += 1 + calls / IN_A_BUCKET) {
                sweep.at(n, n % 2 == 0 ? Trouble.FAILS : Trouble.KILLED);
            }
        }
    }
}
