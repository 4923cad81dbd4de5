package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.RetryPolicy;
import org.holdfast.backends.RetryingStore;
import org.holdfast.backends.TransientStoreException;
import org.holdfast.backends.testing.Fault;
import org.holdfast.backends.testing.FaultyStore;
import org.holdfast.engine.CopyScene.Side;
import org.holdfast.testkit.TreeFacts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The n-th call of either store fails while a backup is copied, for every n. The other store then has the whole
/// backup or none, the first one is what it was, and the next copy succeeds.
class CopyFaultsTest {
    private @TempDir Path dir;
    private Path tree;
    private TreeFacts facts;

    @BeforeEach
    void prepare() throws Exception {
        tree = Files.createDirectory(dir.resolve("tree"));
        Files.createDirectory(tree.resolve("empty"));
        Files.writeString(tree.resolve("one"), "one");
        Files.createLink(tree.resolve("one-more"), tree.resolve("one"));
        Files.write(tree.resolve("large"), new byte[1_100_000]);
        Files.createSymbolicLink(tree.resolve("link"), Path.of("nowhere"));
        facts = TreeFacts.of(tree);
    }

    /// Encryption changes no order of calls, so of the dear key derivations a few must do.
    static Stream<Arguments> cases() {
        List<Arguments> cases = new ArrayList<>();
        for (FormatKind from : FormatKind.values()) {
            for (FormatKind to : FormatKind.values()) {
                for (Fault.Moment moment : Fault.Moment.values()) {
                    cases.add(Arguments.of(new Side(from, false), new Side(to, false), moment));
                }
            }
            FormatKind other = from == FormatKind.TGZ ? FormatKind.RSYNC : FormatKind.TGZ;
            cases.add(Arguments.of(new Side(from, false), new Side(other, true), Fault.Moment.DURING));
        }
        return cases.stream();
    }

    static Stream<Arguments> pairs() {
        return Stream.of(FormatKind.values()).flatMap(from -> Stream.of(FormatKind.values())
                .map(to -> Arguments.of(new Side(from, false), new Side(to, false))));
    }

    /// Which of the two stores fails.
    private enum Where {
        SOURCE,
        TARGET
    }

    private CopyScene scene(Side source, Side target, String name) throws IOException {
        return CopyScene.of(dir.resolve(name), source, target);
    }

    private CopyOutcome copy(CopyScene scene, BackupRecord original, Where where, ObjectStore faulty) throws Exception {
        return switch (where) {
            case SOURCE -> scene.copy(original, faulty, scene.to());
            case TARGET -> scene.copy(original, scene.from(), faulty);
        };
    }

    private static ObjectStore store(CopyScene scene, Where where) {
        return switch (where) {
            case SOURCE -> scene.from();
            case TARGET -> scene.to();
        };
    }

    private long calls(Side source, Side target, Where where) throws Exception {
        CopyScene scene = scene(source, target, "count-" + where);
        BackupRecord original = scene.backup(tree);
        FaultyStore counting = new FaultyStore(store(scene, where));
        copy(scene, original, where, counting);
        return counting.calls();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyCallMayFail(Side source, Side target, Fault.Moment moment) throws Exception {
        for (Where where : Where.values()) {
            long calls = calls(source, target, where);
            assertThat(calls).isGreaterThanOrEqualTo(where == Where.SOURCE ? 3 : 10);
            for (long n = 1; n <= calls; n++) {
                failing(source, target, where, n, moment);
            }
        }
    }

    private void failing(Side source, Side target, Where where, long n, Fault.Moment moment) throws Exception {
        String name = "%s-%d-%s".formatted(where, n, moment);
        CopyScene scene = scene(source, target, name);
        BackupRecord original = scene.backup(tree);
        var before = CopyScene.objects(scene.from());
        FaultyStore faulty = new FaultyStore(
                store(scene, where), Fault.atCall(n, moment, () -> new PermanentStoreException("planned failure")));

        assertThat(catchThrowable(() -> copy(scene, original, where, faulty)))
                .as(name)
                .isInstanceOf(IOException.class);

        assertThat(faulty.unreached()).as(name).isEmpty();
        assertThat(CopyScene.objects(scene.from())).as(name).isEqualTo(before);
        List<BackupRecord> listed = scene.copies();
        assertThat(listed).as(name).hasSizeLessThanOrEqualTo(1);
        for (BackupRecord copy : listed) {
            scene.assertRestores(copy, facts);
        }
        CopyOutcome next = scene.copy(original);
        assertThat(next.existed()).as(name).isEqualTo(!listed.isEmpty());
        scene.assertRestores(next.record(), facts);
        assertThat(CopyScene.objects(scene.to()).keySet())
                .as(name)
                .allMatch(key -> key.startsWith(original.id()) || key.equals("holdfast-key-check.enc"));
        Trees.delete(scene.dir());
    }

    /// Where a call fails for the moment, after half of the bytes were passed on, nobody notices.
    @ParameterizedTest
    @MethodSource("pairs")
    void everyCallMayHaveToBeTriedAgain(Side source, Side target) throws Exception {
        for (Where where : Where.values()) {
            long calls = calls(source, target, where);
            for (long n = 1; n <= calls; n++) {
                String name = "%s-%d".formatted(where, n);
                CopyScene scene = scene(source, target, name);
                BackupRecord original = scene.backup(tree);
                FaultyStore faulty = new FaultyStore(
                        store(scene, where),
                        Fault.atCall(n, Fault.Moment.DURING, () -> new TransientStoreException("planned failure")));
                ObjectStore retrying = new RetryingStore(
                        faulty, RetryPolicy.defaults(), RetryListener.NONE, _ -> {}, new SplittableRandom(n));

                CopyOutcome outcome = copy(scene, original, where, retrying);

                assertThat(faulty.unreached()).as(name).isEmpty();
                assertThat(outcome.existed()).as(name).isFalse();
                scene.assertRestores(outcome.record(), facts);
                Trees.delete(scene.dir());
            }
        }
    }
}
