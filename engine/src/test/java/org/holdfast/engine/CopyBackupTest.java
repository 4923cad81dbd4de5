package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.holdfast.backends.ObjectKey;
import org.holdfast.engine.CopyScene.Side;
import org.holdfast.format.Progress;
import org.holdfast.testkit.TreeFacts;
import org.holdfast.testkit.Trees;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Real trees from store to store, in and out of both formats and of encryption.
@Execution(ExecutionMode.CONCURRENT)
class CopyBackupTest {
    private static final long SEED = 20261121;

    private @TempDir Path dir;
    private Path tree;

    @BeforeEach
    void prepare() throws Exception {
        tree = Files.createDirectory(dir.resolve("tree"));
    }

    static Stream<Arguments> pairs() {
        return Side.all().stream().flatMap(source -> Side.all().stream().map(target -> Arguments.of(source, target)));
    }

    /// Every pair of formats, into and out of encryption.
    static Stream<Arguments> crossings() {
        return Side.all().stream().flatMap(source -> Side.all().stream()
                .filter(target -> target.encrypted() != source.encrypted())
                .map(target -> Arguments.of(source, target)));
    }

    /// What does not fit into a store is another test's.
    private static void removeLongNames(Path tree) throws Exception {
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.filter(path -> path.toString().contains("xxxxxxxxxxxxx"))
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                Files.delete(path);
            }
        }
    }

    private void fill() throws Exception {
        new Trees(SEED).fill(tree, 200);
        removeLongNames(tree);
        Random random = new Random(SEED);
        for (int size : new int[] {0, 1, 65536, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3_000_001}) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            Files.write(tree.resolve("size" + size), content);
        }
        Files.createLink(tree.resolve("a-link"), tree.resolve("size3000001"));
        Files.createLink(tree.resolve("z-link"), tree.resolve("size1"));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theCopyIsTheSameBackup(Side source, Side target) throws Exception {
        fill();
        CopyScene scene = CopyScene.of(dir.resolve("scene"), source, target);
        BackupRecord original = scene.backup(tree);
        var before = CopyScene.objects(scene.from());

        CopyOutcome outcome = scene.copy(original);

        assertThat(outcome.existed()).isFalse();
        BackupRecord copy = outcome.record();
        assertThat(scene.copies()).containsExactly(copy);
        assertThat(copy.id()).isEqualTo(original.id());
        assertThat(copy.format()).isEqualTo(target.format().id());
        assertThat(copy.encrypted()).isEqualTo(target.encrypted());
        assertThat(CopyScene.objects(scene.from())).isEqualTo(before);
        // The working copy is not touched, nor is a note left.
        assertThat(CopyScene.objects(scene.to()).keySet()).noneMatch(key -> key.startsWith("snapshot"));
        try (BackupEngine from = scene.engine("from", scene.from(), source.encrypted());
                BackupEngine to = scene.engine("to", scene.to(), target.encrypted())) {
            assertThat(CopyScene.entries(to, copy)).isEqualTo(CopyScene.entries(from, original));
        }
        scene.assertRestores(copy, TreeFacts.of(tree));

        assertThat(scene.copy(original)).isEqualTo(new CopyOutcome(copy, true));
    }

    /// A copy in the other format, copied back, is what it was; and there is nothing but what a backup made there has.
    @ParameterizedTest
    @CsvSource({"TGZ, RSYNC", "RSYNC, TGZ"})
    void thereAndBack(FormatKind here, FormatKind there) throws Exception {
        fill();
        CopyScene away = CopyScene.of(dir.resolve("away"), new Side(here, true), new Side(there, false));
        BackupRecord original = away.backup(tree);
        BackupRecord copy = away.copy(original).record();
        CopyScene home = new CopyScene(
                dir.resolve("home"),
                away.to(),
                new org.holdfast.backends.testing.MemoryStore(),
                away.lab(),
                away.target(),
                away.source());
        BackupRecord again = home.copy(copy).record();

        assertThat(again)
                .isEqualTo(original.copied(here, true, original.files(), original.bytes())
                        .with(BackupRecord.State.NORMAL)
                        // It was packed anew.
                        .withArchiveBytes(again.archiveBytes()));
        assertThat(again.archiveBytes().isPresent()).isEqualTo(here == FormatKind.TGZ);
        assertThat(CopyScene.objects(home.to()).keySet())
                .isEqualTo(CopyScene.objects(away.from()).tailMap("0", true).headMap("snapshot").keySet().stream()
                        .collect(java.util.stream.Collectors.toSet()));
        home.assertRestores(again, TreeFacts.of(tree));
    }

    @Test
    void aCopyInTheRsyncFormatHasWhatOtherSoftwareReads() throws Exception {
        fill();
        CopyScene scene =
                CopyScene.of(dir.resolve("scene"), new Side(FormatKind.TGZ, true), new Side(FormatKind.RSYNC, false));
        BackupRecord copy = scene.copy(scene.backup(tree)).record();
        CopyScene made =
                CopyScene.of(dir.resolve("made"), new Side(FormatKind.RSYNC, false), new Side(FormatKind.RSYNC, false));
        BackupRecord direct = made.backup(tree);

        ObjectKey name = ObjectKey.of("fsmetadata.json");
        assertThat(CopyScene.bytes(scene.to(), copy.backupId().key().resolve(name)))
                .isEqualTo(CopyScene.bytes(made.from(), direct.backupId().key().resolve(name)));
        assertThat(copy.files()).isEqualTo(direct.files());
        assertThat(copy.bytes()).isEqualTo(direct.bytes());
    }

    @Test
    void namesTooLongForTheOtherStoreAreFoundBeforeAnythingIsWritten() throws Exception {
        Files.writeString(tree.resolve("x".repeat(200)), "long");
        CopyScene scene =
                CopyScene.of(dir.resolve("scene"), new Side(FormatKind.TGZ, false), new Side(FormatKind.RSYNC, true));
        BackupRecord original = scene.backup(tree);
        try (BackupEngine from = scene.engine("from", scene.from(), false);
                BackupEngine to = scene.lab().engine(dir.resolve("disk"), true)) {
            assertThatThrownBy(() -> from.copy(original, to, Optional.of(FormatKind.RSYNC), Progress.NONE))
                    .isInstanceOfSatisfying(BackupException.class, e -> {
                        assertThat(e.failure()).isEqualTo(Failure.NAMES_TOO_LONG);
                        assertThat(e.details()).hasSize(1);
                    });
            assertThat(from.copy(original, to, Optional.of(FormatKind.TGZ), Progress.NONE)
                            .existed())
                    .isFalse();
        }
    }

    @Test
    void anotherBackupOfThatIdIsNotReplaced() throws Exception {
        Files.writeString(tree.resolve("a"), "one");
        Side side = new Side(FormatKind.RSYNC, false);
        CopyScene scene = CopyScene.of(dir.resolve("scene"), side, side);
        CopyScene twin = CopyScene.of(dir.resolve("twin"), side, side);
        BackupRecord original = scene.backup(tree);
        Files.writeString(tree.resolve("a"), "two");
        BackupRecord other = twin.backup(tree);
        assertThat(other.id()).isEqualTo(original.id());
        var before = CopyScene.objects(twin.from());

        assertThatThrownBy(() -> scene.copy(original, scene.from(), twin.from()))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("has another backup " + original.id() + " already");
        assertThat(CopyScene.objects(twin.from())).isEqualTo(before);
    }

    @Test
    void aStoreIsNotCopiedToItself() throws Exception {
        Files.writeString(tree.resolve("a"), "one");
        Side side = new Side(FormatKind.RSYNC, false);
        CopyScene scene = CopyScene.of(dir.resolve("scene"), side, side);
        BackupRecord original = scene.backup(tree);
        try (BackupEngine one = scene.engine("from", scene.from(), false);
                BackupEngine same = scene.engine("from", scene.from(), false)) {
            assertThatThrownBy(() -> one.copy(original, same, Optional.empty(), Progress.NONE))
                    .isInstanceOfSatisfying(
                            BackupException.class, e -> assertThat(e.failure()).isEqualTo(Failure.MISCONFIGURED));
        }
    }

    /// Every object of a backup is changed, cut short and removed in turn.
    @ParameterizedTest
    @MethodSource("crossings")
    void damageIsNotCopied(Side source, Side target) throws Exception {
        Files.writeString(tree.resolve("first"), "first content");
        // Of zeros, an archive can say the same in several ways.
        byte[] noise = new byte[2_000_000];
        new Random(SEED).nextBytes(noise);
        Files.write(tree.resolve("large"), noise);
        Files.writeString(tree.resolve("last"), "last content");
        CopyScene scene = CopyScene.of(dir.resolve("scene"), source, target);
        BackupRecord original = scene.backup(tree);
        List<ObjectKey> objects = new ArrayList<>();
        for (String key : CopyScene.objects(scene.from()).keySet()) {
            if (key.startsWith(original.id()) && !key.endsWith(Layout.RECORD_SUFFIX)) {
                objects.add(ObjectKey.of(key));
            }
        }
        assertThat(objects).hasSize(source.format() == FormatKind.TGZ ? 2 : 6);
        List<ObjectKey> needless = new ArrayList<>();
        for (ObjectKey key : objects) {
            byte[] whole = CopyScene.bytes(scene.from(), key);
            if (isLeftOut(scene, original, key)) {
                needless.add(key);
                continue;
            }
            for (Damage damage : Damage.values()) {
                String name = "%s of %s".formatted(damage, key);
                damage.to(scene, key, whole);
                assertThat(catchThrowable(() -> scene.copy(original)))
                        .as(name)
                        .isInstanceOfSatisfying(
                                BackupException.class,
                                e -> assertThat(e.failure()).as(name).isEqualTo(Failure.DAMAGED));
                assertThat(scene.copies()).as(name).isEmpty();
                assertThat(CopyScene.objects(scene.to()).keySet())
                        .as(name)
                        .allMatch(left -> left.equals("holdfast-key-check.enc"));
                scene.from().put(key, out -> out.write(whole));
            }
        }
        boolean leavesOut = source.format() == FormatKind.RSYNC && target.format() == FormatKind.TGZ;
        assertThat(needless).hasSize(leavesOut ? 1 : 0);
        scene.assertRestores(scene.copy(original).record(), TreeFacts.of(tree));
    }

    /// Whether this is what only the rsync format has, and the copy is of the other one.
    private static boolean isLeftOut(CopyScene scene, BackupRecord original, ObjectKey key) throws Exception {
        if (scene.target().format() == FormatKind.RSYNC || scene.source().format() == FormatKind.TGZ) {
            return false;
        }
        try (Vault vault =
                Vault.over("from", scene.from(), Lab.passwords(scene.source().encrypted()))) {
            ObjectKey metadata = StoredForm.of(vault.at(original.backupId().key()))
                    .key(org.holdfast.names.BytePath.parse("fsmetadata.json"));
            return key.equals(original.backupId().key().resolve(metadata));
        }
    }

    private enum Damage {
        CHANGED,
        CUT,
        LENGTHENED,
        REMOVED;

        void to(CopyScene scene, ObjectKey key, byte[] whole) throws Exception {
            switch (this) {
                case CHANGED -> {
                    byte[] changed = whole.clone();
                    changed[changed.length / 2] ^= 1;
                    scene.from().put(key, out -> out.write(changed));
                }
                case CUT -> scene.from().put(key, out -> out.write(whole, 0, whole.length - 1));
                case LENGTHENED ->
                    scene.from().put(key, out -> {
                        out.write(whole);
                        out.write(0);
                    });
                case REMOVED -> scene.from().delete(List.of(key));
            }
        }
    }

    @Test
    void theMessageNamesTheDamagedFile() throws Exception {
        Files.writeString(tree.resolve("victim"), "content");
        Side side = new Side(FormatKind.RSYNC, false);
        CopyScene scene = CopyScene.of(dir.resolve("scene"), side, new Side(FormatKind.TGZ, true));
        BackupRecord original = scene.backup(tree);
        scene.from().put(original.backupId().key().resolve("data/victim"), out -> out.write(new byte[7]));
        assertThatThrownBy(() -> scene.copy(original)).hasMessageContaining("data/victim");
    }

    @Test
    void aDirectoryTakesItsBackupFromAnother() throws Exception {
        fill();
        Lab lab = new Lab(dir.resolve("state"));
        try (BackupEngine from = lab.engine(dir.resolve("from"), true);
                BackupEngine to = lab.engine(dir.resolve("to"), false)) {
            BackupRecord original = from.backup(Lab.request(tree, FormatKind.RSYNC), Progress.NONE)
                    .record();
            BackupRecord copy =
                    from.copy(original, to, Optional.empty(), Progress.NONE).record();
            Path restored = dir.resolve("restored");
            to.restore(copy, RestoreRequest.to(restored), Progress.NONE);
            assertThat(TreeFacts.of(tree).differences(TreeFacts.of(restored))).isEmpty();
            assertThat(Objects.requireNonNull(copy).format()).isEqualTo("rsync");
        }
    }
}
