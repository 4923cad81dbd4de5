package org.holdfast.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.holdfast.names.BytePath;
import org.holdfast.sync.MeddledFolder.Meddling;
import org.holdfast.sync.TargetTree.Overwrite;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Restores to targets where single calls fail or find something odd.
class TroubledTargetTest {
    private static final Meddling NONE = (_, _, _) -> Optional.empty();

    @TempDir
    Path dir;

    private Path target;

    @BeforeEach
    void makeTarget() throws IOException {
        target = Files.createDirectory(dir.resolve("target"));
    }

    private TargetTree open(Overwrite overwrite, Meddling meddling) throws IOException {
        return TargetTree.open(target, overwrite, new MeddledFolder(meddling).opener());
    }

    private static void file(TargetTree tree, String path, String content) throws IOException {
        tree.file(Copy.file(path, content.length()), new ByteArrayInputStream(content.getBytes(UTF_8)));
    }

    private Path staged(String path) throws IOException {
        try (var names = Files.newDirectoryStream(target, ".holdfast-restore-*")) {
            return names.iterator().next().resolve("tree").resolve(path);
        }
    }

    @Test
    void everyDirectoryThatWasOpenedIsClosed() throws IOException {
        Path source = Files.createDirectories(dir.resolve("source"));
        Files.createDirectories(source.resolve("a/b/c"));
        Files.writeString(source.resolve("a/b/file"), "x");
        Files.createLink(source.resolve("a/link"), source.resolve("a/b/file"));
        Files.createSymbolicLink(source.resolve("a/b/c/symbolic"), Path.of("x"));
        MeddledFolder meddled = new MeddledFolder(NONE);
        for (int i = 0; i < 2; i++) {
            Files.createDirectories(target.resolve("a/other/deep"));
            Copy.run(SourceTree.of(source), target, Overwrite.ALWAYS, true, meddled.opener());
            assertThat(meddled.open()).isZero();
        }
        try (TargetTree tree = TargetTree.open(target, Overwrite.IF_CHANGED, meddled.opener())) {
            file(tree, "in/implied/file", "x");
            tree.directory(Copy.directory("in/implied"));
            assertThatThrownBy(() -> file(tree, "in/implied", "x")).isInstanceOf(FileAlreadyExistsException.class);
            tree.publish(true);
        }
        assertThat(meddled.open()).isZero();
        assertThatThrownBy(() -> TargetTree.open(target, Overwrite.REFUSE, meddled.opener()))
                .isInstanceOf(DirectoryNotEmptyException.class);
        assertThat(meddled.open()).isZero();
    }

    /// What comes before its directory makes one that all who may enter the target may enter.
    @Test
    void anImpliedDirectoryIsPrivateOnceItIsDescribed() throws IOException {
        try (TargetTree tree = open(Overwrite.REFUSE, NONE)) {
            file(tree, "d/file", "x");
            Files.setPosixFilePermissions(staged("d"), PosixFilePermissions.fromString("rwxr-xr-x"));
            tree.directory(Copy.directory("d"));
            assertThat(Files.getPosixFilePermissions(staged("d")))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
            tree.publish(false);
        }
        assertThat(Files.getPosixFilePermissions(target.resolve("d")))
                .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void whatCannotBeLookedAtCounts() {
        assertThatThrownBy(() -> {
                    Files.createDirectory(target.resolve(".holdfast-restore-dead"));
                    open(
                                    Overwrite.REFUSE,
                                    MeddledFolder.failing(
                                            "stat", "/.holdfast-restore-dead", new AccessDeniedException("x")))
                            .close();
                })
                .isInstanceOf(DirectoryNotEmptyException.class);
    }

    @Test
    void aFileThatFailsAndCannotBeRemovedAgainKeepsEverythingFromBeingPublished() throws IOException {
        try (TargetTree tree = open(
                Overwrite.REFUSE, MeddledFolder.failing("delete", "tree/file", new FileSystemException("stuck")))) {
            file(tree, "other", "x");
            Throwable failure = catchThrowable(
                    () -> tree.file(Copy.file("file", 5), new ByteArrayInputStream("four".getBytes(UTF_8))));
            assertThat(failure).hasMessageContaining("expected 5 bytes and got 4");
            assertThat(failure.getSuppressed()).singleElement().satisfies(e -> assertThat(e)
                    .hasMessage("stuck"));
            assertThatThrownBy(() -> tree.publish(false)).hasMessageContaining("nothing was published");
            // So that it can be removed now.
            Files.delete(staged("file"));
        }
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void aLinkThatFailsMayBeGivenAgain() throws IOException {
        boolean[] failed = {false};
        Meddling once = (_, call, place) -> {
            if (call.equals("setModified") && place.endsWith("tree/link") && !failed[0]) {
                failed[0] = true;
                throw new FileSystemException("once");
            }
            return Optional.empty();
        };
        try (TargetTree tree = open(Overwrite.REFUSE, once)) {
            assertThatThrownBy(() -> tree.link(Copy.link("link", "x"))).hasMessage("once");
            tree.link(Copy.link("link", "x"));
            tree.publish(false);
        }
        assertThat(target.resolve("link")).isSymbolicLink();
    }

    @Test
    void withoutHardLinksTheContentIsAskedFor() throws IOException {
        try (TargetTree tree = open(
                Overwrite.REFUSE,
                MeddledFolder.failing("makeHardLink", "second", new FileSystemException("too many links")))) {
            file(tree, "first", "x");
            assertThat(tree.hardlink(Copy.file("second", 1), BytePath.parse("first")))
                    .isFalse();
            file(tree, "second", "x");
            tree.publish(false);
        }
        assertThat(target.resolve("second")).hasContent("x");
    }

    /// As one that removes old files from directories would.
    @Test
    void whatSomebodyElseRemovedBeforeItGotItsNameIsMissed() throws IOException {
        try (TargetTree tree = open(Overwrite.REFUSE, NONE)) {
            file(tree, "in/file", "x");
            file(tree, "in/other", "x");
            Files.delete(staged("in/file"));
            assertThatThrownBy(() -> tree.publish(false))
                    .isInstanceOfSatisfying(FileSystemException.class, e -> assertThat(e.getReason())
                            .isEqualTo("in/file is gone from where it was prepared; somebody else removed it"));
        }
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void eachMethodTakesItsKindOnly() throws IOException {
        try (TargetTree tree = open(Overwrite.REFUSE, NONE)) {
            assertThatThrownBy(() -> tree.directory(Copy.link("x", "y"))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> tree.link(Copy.file("x", 1))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> tree.file(Copy.directory("x"), InputStream.nullInputStream()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> tree.file(Copy.file("", 0), InputStream.nullInputStream()))
                    .isInstanceOf(IllegalArgumentException.class);
            tree.publish(false);
        }
        assertThat(target).isEmptyDirectory();
    }

    /// Else a power cut could leave a name and no content.
    @Test
    void whatWasStagedIsOnTheDiskBeforeItGetsItsNameAndTheNamesAreInTheEnd() throws IOException {
        List<String> calls = new ArrayList<>();
        Meddling listening = (_, call, place) -> {
            if (List.of("sync", "moveTo").contains(call)) {
                calls.add(call + place.replaceFirst(".*/target", "").replaceFirst("restore-[^/]*", "restore"));
            }
            return Optional.empty();
        };
        try (TargetTree tree = open(Overwrite.REFUSE, listening)) {
            file(tree, "file", "x");
            tree.publish(false);
        }
        assertThat(calls).containsExactly("sync/.holdfast-restore/tree", "moveTo/.holdfast-restore/tree/file", "sync");
    }

    @Test
    void onlyAFileIsMadeAnotherNameOfOne() throws IOException {
        try (TargetTree tree = open(Overwrite.REFUSE, NONE)) {
            assertThatThrownBy(() -> tree.hardlink(Copy.link("link", "x"), BytePath.parse("first")))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whatCannotBeDeletedIsToldWithTheReason() throws IOException {
        for (String other : new String[] {"a", "b"}) {
            Files.writeString(target.resolve(other), "other");
        }
        Meddling meddling = (_, call, place) -> {
            if (call.equals("delete") && place.endsWith("/a")) {
                throw new AccessDeniedException(place);
            }
            if (call.equals("delete") && place.endsWith("/b")) {
                throw new FileSystemException(place, null, "it is in use");
            }
            return Optional.empty();
        };
        try (TargetTree tree = open(Overwrite.ALWAYS, meddling)) {
            tree.directory(Copy.directory(""));
            tree.publish(true);
            assertThat(tree.notices())
                    .containsExactly("not deleted (permission denied): a", "not deleted (it is in use): b");
        }
    }

    @Test
    void whatIsMountedInTheTargetIsNotRestoredInto() throws IOException {
        Files.createDirectories(target.resolve("in/mounted"));
        Meddling mount = (real, call, place) -> {
            if (!call.equals("stat") || !place.endsWith("target/in/mounted")) {
                return Optional.empty();
            }
            Inode inode = real.stat(BytePath.parse("mounted"));
            FileIdentity there = inode.identity();
            return Optional.of(new Inode(
                    inode.typeAndMode(),
                    inode.size(),
                    inode.modified(),
                    inode.uid(),
                    inode.gid(),
                    new FileIdentity(there.device() + 1, there.inode(), there.links(), there.changed())));
        };
        try (TargetTree tree = open(Overwrite.ALWAYS, mount)) {
            tree.directory(Copy.directory("in"));
            tree.directory(Copy.directory("in/mounted"));
            file(tree, "in/mounted/file", "x");
            assertThatThrownBy(() -> tree.publish(true))
                    .isInstanceOfSatisfying(
                            FileAlreadyExistsException.class, e -> assertThat(Objects.requireNonNull(e.getReason()))
                                    .isEqualTo("in/mounted is on another file system; restore into it by itself"));
        }
        assertThat(target.resolve("in/mounted")).isEmptyDirectory();
    }
}
