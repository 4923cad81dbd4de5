package org.holdfast.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.holdfast.names.BytePath;
import org.holdfast.sync.FoldingFolder.Rule;
import org.holdfast.sync.TargetTree.Overwrite;
import org.holdfast.testkit.TreeFacts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Restores to file systems that take two names of the backup for one: never does one of them silently take the place
/// of the other.
class FoldedNamesTest {
    private static final Rule CASE = new Rule(FoldedNamesTest::lower, UnaryOperator.identity(), "");
    private static final Rule COMPOSITION = new Rule(FoldedNamesTest::composed, UnaryOperator.identity(), "");
    private static final Rule CASE_IN_SUB = new Rule(FoldedNamesTest::lower, UnaryOperator.identity(), "sub");

    /// As HFS+, which writes every name in its own way.
    private static final Rule DECOMPOSING = new Rule(FoldedNamesTest::composed, FoldedNamesTest::decomposed, "");

    /// `é`, in one character and in two.
    private static final String ONE = "\u00e9";

    private static final String TWO = "e\u0301";

    @TempDir
    Path dir;

    private Path target;

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static String composed(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    private static String decomposed(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFD);
    }

    @BeforeEach
    void makeTarget() throws IOException {
        target = Files.createDirectory(dir.resolve("target"));
    }

    /// Two names and a file system that takes them for one.
    record Pair(String one, String other, Rule rule) {
        @Override
        public String toString() {
            return one + " " + other;
        }
    }

    static Stream<Pair> pairs() {
        return Stream.of(
                new Pair("Readme", "readme", CASE),
                new Pair(ONE, TWO, COMPOSITION),
                new Pair(TWO, ONE, COMPOSITION),
                new Pair(ONE, TWO, DECOMPOSING),
                new Pair(TWO, ONE, DECOMPOSING));
    }

    private TargetTree open(Rule rule, Overwrite overwrite) throws IOException {
        return TargetTree.open(target, overwrite, rule.opener());
    }

    private static void file(TargetTree tree, String path, String content) throws IOException {
        StoredEntry entry = Copy.file(path, content.length());
        if (tree.wants(entry.tree())) {
            tree.file(entry, new ByteArrayInputStream(content.getBytes(UTF_8)));
        }
    }

    private static void directory(TargetTree tree, String path) throws IOException {
        if (tree.wants(Copy.directory(path).tree())) {
            tree.directory(Copy.directory(path));
        }
    }

    /// By the name that was there first, or if that is spelled just as the second, by both at once.
    private static void assertTold(Pair pair, FileSystemException e) {
        assertThat(e.getReason())
                .startsWith(BytePath.parse(pair.other).toString())
                .contains("the same")
                .contains(" to this file system");
        assertThat(e.getReason().contains("is in the backup twice"))
                .isEqualTo(pair.rule.spelling().apply(pair.one).equals(pair.other));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void ofTwoFilesTheSecondIsRefused(Pair pair) throws IOException {
        try (TargetTree tree = open(pair.rule, Overwrite.REFUSE)) {
            file(tree, pair.one, "first");
            file(tree, "another", "file");
            assertThatThrownBy(() -> file(tree, pair.other, "second"))
                    .isInstanceOfSatisfying(FileAlreadyExistsException.class, e -> assertTold(pair, e));
            assertThatThrownBy(() -> tree.link(Copy.link(pair.other, "x")))
                    .isInstanceOfSatisfying(FileAlreadyExistsException.class, e -> assertTold(pair, e));
            assertThatThrownBy(() -> tree.hardlink(Copy.file(pair.other, 4), BytePath.parse("another")))
                    .isInstanceOfSatisfying(FileAlreadyExistsException.class, e -> assertTold(pair, e));
        }
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void whatIsInTheBackupTwiceIsToldFromThat() throws IOException {
        try (TargetTree tree = open(CASE, Overwrite.REFUSE)) {
            file(tree, "a/Readme", "first");
            assertThatThrownBy(() -> file(tree, "a/Readme", "second"))
                    .isInstanceOfSatisfying(FileAlreadyExistsException.class, e -> assertThat(e.getReason())
                            .startsWith("a/Readme is in the backup twice, or "));
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void twoDirectoriesAreNotMadeOne(Pair pair) throws IOException {
        try (TargetTree tree = open(pair.rule, Overwrite.REFUSE)) {
            directory(tree, "in");
            directory(tree, "in/" + pair.one);
            file(tree, "in/" + pair.one + "/a", "a");
            directory(tree, "in/" + pair.other);
            file(tree, "in/" + pair.other + "/b", "b");
            assertThatThrownBy(() -> tree.publish(false))
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessageContaining(" has the same name as ");
        }
        assertThat(target).isEmptyDirectory();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void norAreTwoThatNobodyDescribed(Pair pair) throws IOException {
        try (TargetTree tree = open(pair.rule, Overwrite.REFUSE)) {
            file(tree, pair.one + "/deep/a", "a");
            file(tree, pair.other + "/deep/b", "b");
            assertThatThrownBy(() -> tree.publish(false))
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessageContaining(" has the same name as ");
        }
        assertThat(target).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource(
            value = Overwrite.class,
            names = {"NEVER", "IF_CHANGED", "ALWAYS"})
    void whatTheTargetHasByAnotherNameStays(Overwrite overwrite) throws IOException {
        Files.createDirectories(target.resolve("in/sub"));
        Files.writeString(target.resolve("in/README"), "the user's");
        Files.writeString(target.resolve("in/sub/README"), "the user's");
        TreeFacts before = TreeFacts.of(target.resolve("in/sub"));
        try (TargetTree tree = open(CASE, overwrite)) {
            directory(tree, "in");
            file(tree, "in/readme", "the backup's");
            directory(tree, "in/sub");
            file(tree, "in/sub/readme", "the backup's");
            assertThatThrownBy(() -> tree.publish(true))
                    .isInstanceOfSatisfying(FileAlreadyExistsException.class, e -> assertThat(e.getReason())
                            .isEqualTo("in/readme has the same name as README to this file system; restore to another"
                                    + " one, or one of them at a time; in/sub/readme has the same name as README to"
                                    + " this file system; restore to another one, or one of them at a time"));
        }
        assertThat(target.resolve("in/README")).hasContent("the user's");
        assertThat(before.differences(TreeFacts.of(target.resolve("in/sub")))).isEmpty();
    }

    /// One of the two is there already, so that neither is staged.
    @Test
    void whatIsKeptForTwoEntriesIsNoRestore() throws IOException {
        Files.writeString(target.resolve("Readme"), "the first");
        try (TargetTree tree = open(CASE, Overwrite.NEVER)) {
            file(tree, "Readme", "the first");
            file(tree, "readme", "the second");
            assertThatThrownBy(() -> tree.publish(false))
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessageContaining("readme has the same name as Readme");
        }
    }

    /// Where the file system lets one directory fold and another not, as ext4 does.
    @Test
    void aDirectoryOfTheTargetThatFoldsLosesNothing() throws IOException {
        Files.createDirectory(target.resolve("sub"));
        try (TargetTree tree = open(CASE_IN_SUB, Overwrite.ALWAYS)) {
            file(tree, "sub/Readme", "the first");
            file(tree, "sub/readme", "the second");
            assertThatThrownBy(() -> tree.publish(true))
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessageContaining("sub/readme has the same name as Readme");
        }
        assertThat(target.resolve("sub/Readme")).hasContent("the first");
        assertThat(target.resolve("sub").toFile().list()).hasSize(1);
    }

    @Test
    void norDoItsDirectoriesBecomeOne() throws IOException {
        Files.createDirectory(target.resolve("sub"));
        try (TargetTree tree = open(CASE_IN_SUB, Overwrite.ALWAYS)) {
            file(tree, "sub/Dir/a", "a");
            file(tree, "sub/dir/b", "b");
            assertThatThrownBy(() -> tree.publish(false))
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessageContaining("sub/dir has the same name as Dir");
        }
        assertThat(target.resolve("sub/Dir").toFile().list()).containsExactly("a");
    }

    @ParameterizedTest
    @EnumSource(
            value = Overwrite.class,
            names = {"IF_CHANGED", "ALWAYS"})
    void distinctNamesComeBackAndAgain(Overwrite overwrite) throws IOException {
        Path source = Files.createDirectory(dir.resolve("source"));
        Files.createDirectories(source.resolve("A/b/C"));
        Files.writeString(source.resolve("A/b/C/Ab"), "content");
        Files.writeString(source.resolve("A/b/C/" + ONE), "content");
        Files.createLink(source.resolve("A/link"), source.resolve("A/b/C/Ab"));
        for (int i = 0; i < 2; i++) {
            Files.createDirectories(target.resolve("A/other"));
            assertThat(Copy.run(SourceTree.of(source), target, overwrite, true, CASE.opener()))
                    .isEmpty();
            assertThat(TreeFacts.of(source).differences(TreeFacts.of(target))).isEmpty();
        }
    }

    @Test
    void aNameThatTheFileSystemSpellsInItsOwnWayIsToldAndNotDeletedAgain() throws IOException {
        Files.createDirectory(target.resolve("in"));
        Files.writeString(target.resolve("in/other"), "to go");
        try (TargetTree tree = open(DECOMPOSING, Overwrite.ALWAYS)) {
            directory(tree, "in");
            file(tree, "in/" + ONE + "1", "one");
            file(tree, "in/" + ONE + "2", "two");
            assertThat(tree.hardlink(Copy.file("in/" + ONE + "3", 3), BytePath.parse("in/" + ONE + "1")))
                    .isTrue();
            directory(tree, "in/" + ONE);
            file(tree, "in/" + ONE + "/x", "x");
            tree.publish(true);
            assertThat(tree.notices())
                    .containsExactly("the file system spells its name in another way: 4 entries, the first is "
                            + BytePath.parse("in/" + ONE));
        }
        assertThat(target.resolve("in").toFile().list())
                .containsExactlyInAnyOrder(TWO, TWO + "1", TWO + "2", TWO + "3");
        assertThat(target.resolve("in/" + TWO + "/x")).hasContent("x");
    }

    /// Ways to have a file system that folds, each as a shell script that mounts it at `$1` and makes a directory `t`.
    static List<String> mounts() {
        return List.of(
                "mount -t tmpfs -o casefold tmpfs $1 && mkdir $1/t && chattr +F $1/t",
                "truncate -s 64M $1.img && mkfs.ext4 -q -O casefold $1.img && mount -o loop $1.img $1 && mkdir $1/t"
                        + " && chattr +F $1/t",
                "truncate -s 64M $1.img && mkfs.vfat $1.img && mount -o loop $1.img $1 && mkdir $1/t");
    }

    @ParameterizedTest
    @MethodSource("mounts")
    void realFileSystems(String mount) throws Exception {
        Path place = Files.createDirectory(dir.resolve("place"));
        Path log = dir.resolve("log");
        boolean mounted = shell(mount, place, log);
        try {
            assumeTrue(mounted, "cannot be mounted here: " + Files.readString(log));
            target = place.resolve("t");
            try (TargetTree tree = TargetTree.open(target, Overwrite.REFUSE)) {
                file(tree, "Readme", "first");
                assertThatThrownBy(() -> file(tree, "readme", "second"))
                        .hasMessageContaining("readme has the same name as Readme");
            }
            try (TargetTree tree = TargetTree.open(target, Overwrite.REFUSE)) {
                file(tree, "Dir/a", "a");
                file(tree, "dir/b", "b");
                assertThatThrownBy(() -> tree.publish(false)).hasMessageContaining("dir has the same name as Dir");
            }
            assertThat(target).isEmptyDirectory();
            Files.writeString(target.resolve("Notes"), "the user's");
            try (TargetTree tree = TargetTree.open(target, Overwrite.ALWAYS)) {
                file(tree, "notes", "the backup's");
                assertThatThrownBy(() -> tree.publish(true)).hasMessageContaining("notes has the same name as Notes");
            }
            assertThat(target.resolve("Notes")).hasContent("the user's");
        } finally {
            shell("! mountpoint -q $1 || umount $1", place, log);
        }
    }

    private static boolean shell(String script, Path place, Path log) throws Exception {
        return new ProcessBuilder("sh", "-c", script, "sh", place.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start()
                        .waitFor()
                == 0;
    }
}
