package org.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.names.BytePath;
import org.holdfast.sync.TargetTree.Overwrite;
import org.holdfast.testkit.TreeFacts;
import org.holdfast.testkit.Trees;
import org.junit.jupiter.api.Test;

/// What becomes of what a target has already.
final class TargetOverwriteTest extends TargetScene {
    @Test
    void refusesATargetThatIsNotEmpty() throws IOException {
        write(target.resolve("a"), "x");
        assertThatThrownBy(() -> TargetTree.open(target, Overwrite.REFUSE))
                .isInstanceOf(DirectoryNotEmptyException.class);
    }

    @Test
    void anOrdinaryFileNamedLikeStagingIsContent() throws IOException {
        write(target.resolve(".holdfast-restore-x"), "mine");
        assertThatThrownBy(() -> TargetTree.open(target, Overwrite.REFUSE))
                .isInstanceOf(DirectoryNotEmptyException.class);
        TargetTree.open(target, Overwrite.ALWAYS).close();
        assertThat(target.resolve(".holdfast-restore-x")).hasContent("mine");
    }

    @Test
    void neverKeepsWhatIsThere() throws IOException {
        write(source.resolve("d/a"), "new");
        write(source.resolve("d/b"), "new");
        write(target.resolve("d/a"), "old one");
        Files.setAttribute(target.resolve("d"), "unix:mode", 0711);
        Copy.run(source, target, Overwrite.NEVER, false);
        assertThat(target.resolve("d/a")).hasContent("old one");
        assertThat(target.resolve("d/b")).hasContent("new");
        assertThat(facts(target).lines()).anyMatch(line -> line.startsWith("d [d 711 "));
    }

    @Test
    void neverKeepsWhatAppearedAfterTheQuestion() throws IOException {
        try (TargetTree tree = TargetTree.open(target, Overwrite.NEVER)) {
            assertThat(tree.wants(Copy.file("a", 3).tree())).isTrue();
            tree.file(Copy.file("a", 3), content("new"));
            write(target.resolve("a"), "between");
            tree.publish(false);
        }
        assertThat(target.resolve("a")).hasContent("between");
    }

    @Test
    void ifChangedReadsOnlyWhatChangedAndMendsTheRest() throws IOException {
        new Trees(3).fill(source, 50);
        write(source.resolve("grown"), "longer");
        write(source.resolve("touched"), "same");
        write(source.resolve("kept"), "same");
        Files.createSymbolicLink(source.resolve("link"), Path.of("there"));
        Copy.run(source, target, Overwrite.REFUSE, false);
        write(target.resolve("grown"), "short");
        Files.setLastModifiedTime(target.resolve("touched"), FileTime.fromMillis(0));
        Files.setAttribute(target.resolve("kept"), "unix:mode", 0600);
        Files.delete(target.resolve("link"));
        Files.createSymbolicLink(target.resolve("link"), Path.of("elsewhere"));
        write(target.resolve("extra/x"), "extra");

        List<String> wanted = new ArrayList<>();
        SourceTree tree = SourceTree.of(source);
        try (TargetTree into = TargetTree.open(target, Overwrite.IF_CHANGED)) {
            for (TreeEntry entry : Scanned.of(tree).entries) {
                if (entry.kind() != Kind.DIRECTORY && into.wants(entry)) {
                    wanted.add(entry.path().toString());
                }
            }
        }
        assertThat(wanted).containsExactly("grown", "link", "touched");
        Copy.run(source, target, Overwrite.IF_CHANGED, true);
        assertThat(facts(source).differences(facts(target))).isEmpty();
    }

    @Test
    void alwaysReplacesByRenameAndNeverWritesThroughAHardLink() throws IOException {
        write(target.resolve("a"), "old");
        Files.createLink(dir.resolve("other name"), target.resolve("a"));
        write(source.resolve("a"), "new");
        Copy.run(source, target, Overwrite.ALWAYS, false);
        assertThat(target.resolve("a")).hasContent("new");
        assertThat(dir.resolve("other name")).hasContent("old");
    }

    @Test
    void ofManyConflictsTenAreToldAndTheOthersCounted() throws IOException {
        for (int files : new int[] {10, 11}) {
            Path to = Files.createDirectory(dir.resolve("to" + files));
            FileAlreadyExistsException refused = refusal(to, files);
            assertThat(refused.getReason()).contains("f0 has appeared there meanwhile; f1 has");
            if (files == 10) {
                assertThat(refused.getReason()).endsWith("f9 has appeared there meanwhile");
            } else {
                assertThat(refused.getReason()).endsWith("f9 has appeared there meanwhile; and 1 more");
            }
        }
    }

    private static FileAlreadyExistsException refusal(Path to, int files) throws IOException {
        try (TargetTree tree = TargetTree.open(to, Overwrite.REFUSE)) {
            for (int i = 0; i < files; i++) {
                String name = "f" + (i < 10 ? i : "99");
                tree.file(Copy.file(name, 3), content("new"));
                write(to.resolve(name), "between");
            }
            return catchThrowableOfType(FileAlreadyExistsException.class, () -> tree.publish(false));
        }
    }

    /// What a directory holds is another matter than the directory.
    @Test
    void neverKeepsAFileWhereADirectoryIsAndRefusesTheOtherWayRound() throws IOException {
        write(source.resolve("a"), "new");
        write(target.resolve("a/x"), "stays");
        Copy.run(source, target, Overwrite.NEVER, false);
        assertThat(target.resolve("a/x")).hasContent("stays");
        write(source.resolve("d/y"), "new");
        write(target.resolve("d"), "file");
        assertThatThrownBy(() -> Copy.run(source, target, Overwrite.NEVER, false))
                .hasMessageContaining("d is no directory there; it may only be replaced when everything may");
    }

    @Test
    void aLinkInTheTargetIsReplacedOrRefusedButNeverFollowed() throws IOException {
        Path outside = Files.createDirectory(dir.resolve("outside"));
        write(outside.resolve("a"), "precious");
        write(source.resolve("d/a"), "new");
        Files.createDirectory(target);
        Files.createSymbolicLink(target.resolve("d"), outside);
        TreeFacts before = facts(dir.resolve("outside"));
        for (Overwrite overwrite : List.of(Overwrite.IF_CHANGED, Overwrite.NEVER)) {
            assertThatThrownBy(() -> Copy.run(source, target, overwrite, true))
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .hasMessageContaining("d is no directory there");
            assertThat(target.resolve("d")).isSymbolicLink();
        }
        Copy.run(source, target, Overwrite.ALWAYS, true);
        assertThat(before.differences(facts(outside))).isEmpty();
        assertThat(Files.isDirectory(target.resolve("d"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
        assertThat(target.resolve("d/a")).hasContent("new");
    }

    @Test
    void allConflictsAreFoundBeforeAnythingIsPublished() throws IOException {
        write(source.resolve("a"), "new");
        write(source.resolve("full"), "a file where a directory is");
        write(source.resolve("z/x"), "a directory where a file is");
        write(target.resolve("a"), "old");
        write(target.resolve("full/x"), "content");
        write(target.resolve("z"), "file");
        TreeFacts before = facts(target).only(path -> !path.isRoot());
        assertThatThrownBy(() -> Copy.run(source, target, Overwrite.IF_CHANGED, false))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("full is a directory there that is not empty")
                .hasMessageContaining("z is no directory there");
        assertThatThrownBy(() -> Copy.run(source, target, Overwrite.ALWAYS, false))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("full is")
                .hasMessageNotContaining("z is");
        assertThat(before.differences(facts(target).only(path -> !path.isRoot())))
                .isEmpty();
        Copy.run(source, target, Overwrite.ALWAYS, true);
        assertThat(facts(source).differences(facts(target))).isEmpty();
    }

    @Test
    void anEmptyDirectoryGivesWayToAFile() throws IOException {
        write(source.resolve("a"), "file");
        Files.createDirectories(target.resolve("a"));
        Copy.run(source, target, Overwrite.IF_CHANGED, false);
        assertThat(target.resolve("a")).hasContent("file");
    }

    @Test
    void othersAreDeletedOnlyInDirectoriesOfTheBackup() throws IOException {
        write(target.resolve("d/other/deep"), "goes");
        write(target.resolve("d/kept"), "goes too");
        write(target.resolve("ab"), "stays");
        write(target.resolve("d-old/x"), "stays");
        write(target.resolve("implied/x"), "stays");
        Path outside = Files.createDirectory(dir.resolve("outside"));
        write(outside.resolve("precious"), "stays");
        Files.createSymbolicLink(target.resolve("d/link"), outside);
        try (TargetTree tree = TargetTree.open(target, Overwrite.ALWAYS)) {
            tree.directory(Copy.directory("d"));
            tree.file(Copy.file("d/a", 1), content("a"));
            tree.file(Copy.file("implied/y", 1), content("y"));
            tree.publish(true);
        }
        assertThat(facts(target).only(path -> !path.isRoot()).lines().stream().map(line -> line.replaceAll(" .*", "")))
                .containsExactly("ab", "d", "d/a", "d-old", "d-old/x", "implied", "implied/x", "implied/y");
        assertThat(outside.resolve("precious")).hasContent("stays");
    }

    @Test
    void aHardLinkToWhatTheTargetKeepsIsMadeOnlyIfThatIsTheSameFile() throws IOException {
        Instant time = Copy.file("a", 3).tree().modified();
        write(target.resolve("a"), "abc");
        write(target.resolve("b"), "else");
        Files.setLastModifiedTime(target.resolve("a"), FileTime.from(time));
        try (TargetTree tree = TargetTree.open(target, Overwrite.NEVER)) {
            assertThat(tree.wants(Copy.file("a", 3).tree())).isFalse();
            assertThat(tree.hardlink(Copy.file("a2", 3), BytePath.parse("a"))).isTrue();
            assertThat(tree.hardlink(Copy.file("b2", 3), BytePath.parse("b"))).isFalse();
            assertThat(tree.hardlink(Copy.file("c2", 3), BytePath.parse("c"))).isFalse();
            tree.publish(false);
        }
        assertThat(Files.isSameFile(target.resolve("a"), target.resolve("a2"))).isTrue();
        assertThat(target.resolve("b2")).doesNotExist();
    }
}
