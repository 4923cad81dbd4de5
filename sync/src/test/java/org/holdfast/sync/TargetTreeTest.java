package org.holdfast.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import org.holdfast.names.BytePath;
import org.holdfast.sync.TargetTree.Overwrite;
import org.holdfast.testkit.TreeFacts;
import org.holdfast.testkit.Trees;
import org.junit.jupiter.api.Test;

final class TargetTreeTest extends TargetScene {
    @Test
    void nothingHappensWithoutPublish() throws IOException {
        write(target.resolve("a"), "old");
        TreeFacts before = facts(target);
        try (TargetTree tree = TargetTree.open(target, Overwrite.ALWAYS)) {
            tree.file(Copy.file("a", 3), content("new"));
            tree.file(Copy.file("b/c", 3), content("new"));
            assertThat(facts(target)
                            .only(path -> path.equals(BytePath.parse("a")))
                            .lines())
                    .isEqualTo(before.only(path -> path.equals(BytePath.parse("a")))
                            .lines());
        }
        assertThat(before.only(path -> !path.isRoot()).differences(facts(target).only(path -> !path.isRoot())))
                .isEmpty();
    }

    @Test
    void onceBegunPublishingIsNotStoppedHalfWay() throws IOException {
        new Trees(9).fill(source, 60);
        try (TargetTree tree = TargetTree.open(target, Overwrite.REFUSE)) {
            new Copy(SourceTree.of(source)).into(tree);
            Thread.currentThread().interrupt();
            try {
                tree.publish(true);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
        }
        assertThat(facts(source).differences(facts(target))).isEmpty();
    }

    @Test
    void aTargetMadeInVainIsRemovedAgain() throws IOException {
        TargetTree.open(target, Overwrite.REFUSE).close();
        assertThat(target).doesNotExist();
    }

    @Test
    void aMissingParentOfTheTargetIsNotMade() {
        assertThatThrownBy(() -> TargetTree.open(dir.resolve("no/where"), Overwrite.REFUSE))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("no/where");
        assertThat(dir.resolve("no")).doesNotExist();
    }

    @Test
    void aTargetThatIsAFileIsRefused() throws IOException {
        write(target, "x");
        assertThatThrownBy(() -> TargetTree.open(target, Overwrite.ALWAYS)).isInstanceOf(NotDirectoryException.class);
    }

    @Test
    void aTargetMayBeALinkToADirectory() throws IOException {
        Path real = Files.createDirectory(dir.resolve("real"));
        Files.createSymbolicLink(target, real);
        write(source.resolve("a"), "x");
        Copy.run(source, target, Overwrite.REFUSE, false);
        assertThat(real.resolve("a")).hasContent("x");
    }

    @Test
    void aLinkOfTheBackupIsNeverAWayOut() throws IOException {
        Path outside = Files.createDirectory(dir.resolve("outside"));
        try (TargetTree tree = TargetTree.open(target, Overwrite.ALWAYS)) {
            tree.link(Copy.link("x", outside.toString()));
            tree.link(Copy.link("y", ".."));
            tree.file(Copy.file("f", 1), content("f"));
            assertThatThrownBy(() -> tree.file(Copy.file("x/passwd", 1), content("p")))
                    .isInstanceOf(NotDirectoryException.class)
                    .hasMessageContaining("x/passwd");
            assertThatThrownBy(() -> tree.file(Copy.file("y/z/passwd", 1), content("p")))
                    .isInstanceOf(NotDirectoryException.class);
            assertThatThrownBy(() -> tree.link(Copy.link("x/l", "p"))).isInstanceOf(NotDirectoryException.class);
            assertThatThrownBy(() -> tree.directory(Copy.directory("x/d"))).isInstanceOf(NotDirectoryException.class);
            assertThatThrownBy(() -> tree.directory(Copy.directory("x"))).isInstanceOf(NotDirectoryException.class);
            assertThatThrownBy(() -> tree.directory(Copy.directory("f"))).isInstanceOf(NotDirectoryException.class);
            assertThatThrownBy(() -> tree.file(Copy.file("f/g", 1), content("p")))
                    .isInstanceOf(NotDirectoryException.class);
            assertThatThrownBy(() -> tree.file(Copy.file("x", 1), content("p")))
                    .isInstanceOf(FileAlreadyExistsException.class);
            assertThatThrownBy(() -> tree.hardlink(Copy.file("x/h", 1), BytePath.parse("f")))
                    .isInstanceOf(NotDirectoryException.class);
            assertThat(tree.hardlink(Copy.file("h", 1), BytePath.parse("x/secret")))
                    .isFalse();
            tree.publish(false);
        }
        assertThat(outside).isEmptyDirectory();
        assertThat(facts(target).only(path -> !path.isRoot()).lines()).hasSize(3);
    }

    @Test
    void aLinkMadeAfterItsContentIsRefusedToo() throws IOException {
        try (TargetTree tree = TargetTree.open(target, Overwrite.ALWAYS)) {
            tree.file(Copy.file("x/passwd", 1), content("p"));
            assertThatThrownBy(() -> tree.link(Copy.link("x", "/etc"))).isInstanceOf(FileAlreadyExistsException.class);
        }
    }

    @Test
    void aFailedFileDoesNotCountAndMayBeGivenAgain() throws IOException {
        try (TargetTree tree = TargetTree.open(target, Overwrite.REFUSE)) {
            InputStream failing = new SequenceInputStream(content("abc"), new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("authentication failed");
                }

                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    return read();
                }
            });
            assertThatThrownBy(() -> tree.file(Copy.file("d/a", 3), failing)).hasMessage("authentication failed");
            assertThatThrownBy(() -> tree.file(Copy.file("d/b", 3), content("ab")))
                    .hasMessage("d/b: expected 3 bytes and got 2");
            assertThatThrownBy(() -> tree.file(Copy.file("d/b", 3), content("abcd")))
                    .hasMessage("d/b: expected 3 bytes and got 4");
            tree.file(Copy.file("d/a", 3), content("xyz"));
            assertThatThrownBy(() -> tree.file(Copy.file("d/a", 3), content("xyz")))
                    .isInstanceOf(FileAlreadyExistsException.class);
            tree.publish(false);
        }
        assertThat(target.resolve("d/a")).hasContent("xyz");
        assertThat(target.resolve("d/b")).doesNotExist();
    }

    @Test
    void aSecondRestoreIntoTheSameDirectoryIsRefused() throws IOException {
        try (TargetTree first = TargetTree.open(target, Overwrite.ALWAYS)) {
            first.file(Copy.file("a", 1), content("a"));
            assertThatThrownBy(() -> TargetTree.open(target, Overwrite.ALWAYS))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("another restore runs");
            first.publish(false);
        }
        assertThat(target.resolve("a")).hasContent("a");
        assertThat(facts(target).lines()).hasSize(2);
    }

    /// Restores half and waits to be killed.
    static final class Hanging {
        private Hanging() {}

        public static void main(String[] arguments) throws IOException {
            TargetTree tree = TargetTree.open(Path.of(arguments[0]), Overwrite.ALWAYS);
            tree.file(Copy.file("a", 3), content("new"));
            tree.file(Copy.file("b/c", 3), content("new"));
            System.out.println("ready");
            tree.file(Copy.file("d", 3), new SequenceInputStream(content("x"), System.in));
        }
    }

    @Test
    void aKilledRestoreLeavesTheTargetAsItWas() throws Exception {
        write(target.resolve("a"), "old");
        TreeFacts before = facts(target).only(path -> !path.isRoot());
        Process process = Child.start(List.of(), Hanging.class, target);
        try (var lines = process.inputReader(UTF_8)) {
            assertThat(lines.readLine()).isEqualTo("ready");
            assertThatThrownBy(() -> TargetTree.open(target, Overwrite.ALWAYS))
                    .hasMessageContaining("another restore runs");
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).isEqualTo(137);
        assertThat(facts(target).lines()).anyMatch(line -> line.startsWith(".holdfast-restore-"));
        TargetTree.open(target, Overwrite.ALWAYS).close();
        assertThat(before.differences(facts(target).only(path -> !path.isRoot())))
                .isEmpty();
    }

    @Test
    void whatADeadRestoreLeftIsNoContent() throws IOException {
        write(target.resolve(".holdfast-restore-1-1-1/tree/x"), "dead");
        write(source.resolve("a"), "x");
        Copy.run(source, target, Overwrite.REFUSE, false);
        assertThat(facts(source).differences(facts(target))).isEmpty();
    }

    @Test
    void withoutLinksOnTheWayAPlaceIsWhatItWas() throws Exception {
        Path place = dir.toRealPath().resolve("here/target");
        Files.createDirectory(dir.resolve("here"));
        try (TargetTree tree = TargetTree.openWithoutLinks(place, Overwrite.REFUSE)) {
            tree.file(Copy.file("file", 4), content("file"));
            tree.publish(false);
        }
        assertThat(place.resolve("file")).hasContent("file");
        Files.createDirectory(dir.resolve("elsewhere"));
        Files.move(dir.resolve("here"), dir.resolve("moved"));
        Files.createSymbolicLink(dir.resolve("here"), dir.resolve("elsewhere"));
        assertThatThrownBy(() -> TargetTree.openWithoutLinks(place, Overwrite.REFUSE))
                .isInstanceOf(FileSystemException.class);
        Files.delete(dir.resolve("here"));
        Files.createDirectory(dir.resolve("here"));
        Files.createSymbolicLink(place, dir.resolve("elsewhere"));
        assertThatThrownBy(() -> TargetTree.openWithoutLinks(place, Overwrite.REFUSE))
                .isInstanceOf(FileSystemException.class);
        assertThat(dir.resolve("elsewhere")).isEmptyDirectory();
        assertThatThrownBy(() -> TargetTree.openWithoutLinks(place.resolveSibling("a/b"), Overwrite.REFUSE))
                .isInstanceOf(NoSuchFileException.class);
    }
}
