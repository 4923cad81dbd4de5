package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.holdfast.backends.testing.Call;
import org.holdfast.backends.testing.CountingStore;
import org.holdfast.backends.testing.FaultyStore;
import org.holdfast.engine.SweepScene.Where;
import org.holdfast.testkit.TreeFacts;

/// One command on one kind of store, and the troubles that it meets. After each of them every earlier backup restores,
/// the list names only backups that restore, the same command succeeds, and a cleanup leaves nothing that belongs to no
/// backup.
final class Sweep {
    private final Path dir;
    private final SweepScene prepared;
    private final SweepCase.Plan plan;
    private final TreeFacts now;
    private final Map<Boolean, List<Call>> calls = new HashMap<>();

    /// @param dir for scenes, and for what is backed up
    Sweep(Path dir, SweepCase useCase, SweepScene.Stores stores) throws Exception {
        this.dir = dir;
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
        survives(name, scene -> {
            FaultyStore faulty = trouble.at(n, calls(trouble).get(n - 1).operation(), scene.raw(Where.HERE));
            Throwable thrown = catchThrowable(() -> scene.run(
                    Trouble.retrying(faulty, trouble.isTriedAgain()), scene.raw(Where.THERE), plan.command()));
            assertThat(faulty.calls()).as(name).isGreaterThanOrEqualTo(n);
            assertHeard(thrown, trouble, scene, name);
            if (trouble == Trouble.KILLED_WITH_ITS_MACHINE) {
                scene.moveToAnotherMachine();
            }
        });
    }

    /// A run of the command that meets some trouble.
    @FunctionalInterface
    interface Run {
        void in(SweepScene scene) throws Exception;
    }

    void survives(String name, Run run) throws Exception {
        try (SweepScene scene = prepared.copy(dir.resolve(name))) {
            run.in(scene);
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
            assertThat(scene.assertAllRestore(where, ruined, now, name).stream().map(BackupRecord::id))
                    .as(name)
                    .containsAll(mustStay);
        }
    }
}
