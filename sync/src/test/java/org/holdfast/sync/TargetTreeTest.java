package org.holdfast.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.holdfast.names.BytePath;
import org.holdfast.sync.TargetTree.Overwrite;
import org.holdfast.testkit.TreeFacts;
import org.holdfast.testkit.Trees;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetTreeTest {
    @TempDir
    Path dir;

    private Path source;
    private Path target;

    @BeforeEach
    void makeDirectories() throws IOException {
        source = Files.createDirectory(dir.resolve("source"));
        target = dir.resolve("target");
    }

    private static InputStream content(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static TreeFacts facts(Path root) throws IOException {
        return TreeFacts.of(root);
    }

    private static void run(Path directory, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    @Tag("long")
    void generatedTreesComeBackAsTheyWere() throws IOException {
        for (int seed = 0; seed < 150; seed++) {
            Path from = Files.createDirectory(source.resolve("s" + seed));
            new Trees(seed).fill(from, 60);
            Path to = dir.resolve("t" + seed);
            List<String> notices = Copy.run(from, to, Overwrite.REFUSE, false);
            assertThat(facts(from).differences(facts(to))).as("seed %d", seed).isEmpty();
            assertThat(notices).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void whateverTheTargetHasBecomesTheBackupAgain() throws IOException {
        for (int seed = 0; seed < 18; seed++) {
            Path from = Files.createDirectory(source.resolve("s" + seed));
            Trees trees = new Trees(seed);
            trees.fill(from, 40);
            Path to = dir.resolve("t" + seed);
            Copy.run(from, to, Overwrite.REFUSE, false);
            List<String> changes = trees.mutate(to, 8);
            Copy.run(from, to, Overwrite.ALWAYS, true);
            assertThat(facts(from).differences(facts(to)))
                    .as("seed %d, %s", seed, changes)
                    .isEmpty();
        }
    }

    @Test
    void thePortableWayRestoresTheSame() throws IOException {
        for (int seed = 0; seed < 5; seed++) {
            Path from = Files.createDirectory(source.resolve("s" + seed));
            Trees trees = new Trees(seed);
            trees.fill(from, 40);
            Path to = dir.resolve("t" + seed);
            SourceTree tree =
                    new SourceTree(new java.util.TreeMap<>(Map.of(BytePath.ROOT, from)), PortableFolder::open);
            Copy.run(tree, to, Overwrite.REFUSE, false, PortableFolder::open);
            trees.mutate(to, 4);
            Copy.run(tree, to, Overwrite.ALWAYS, true, PortableFolder::open);
            assertThat(facts(from).differences(facts(to))).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void namesComeBackWithoutALocale() throws Exception {
        new Trees(7).fill(source, 120);
        assertThat(Child.withoutLocale(Copy.class, source, target)).isEmpty();
        assertThat(facts(source).differences(facts(target))).isEmpty();
    }

    @Test
    void whatJavaWouldRoundOrNormalizeComesBackExactly() throws Exception {
        run(source, "ln", "-s", "a//b/./c/", "odd");
        run(source, "ln", "-s", "/", "top");
        run(source, "sh", "-c", "ln -s \"$(printf 'x\\377y\\nz')\" bytes");
        run(source, "sh", "-c", "echo old > old; mkdir dir");
        run(source, "touch", "-h", "-d", "@-1000000000.123456789", "old", "odd", "dir");
        Copy.run(source, target, Overwrite.REFUSE, false);
        assertThat(facts(source).differences(facts(target))).isEmpty();
        assertThat(facts(target).lines()).anyMatch(line -> line.endsWith("-> a//b/./c/]"));
        assertThat(facts(target).lines()).anyMatch(line -> line.matches("old .*-1000000001\\.8765432110 .*"));
    }

    @Test
    void accessControlListsComeBackAndThoseOfTheTargetAreNotInherited() throws IOException {
        Files.createDirectory(source.resolve("d"));
        write(source.resolve("d/plain"), "x");
        write(source.resolve("d/shared"), "x");
        Files.createDirectory(target);
        try (Folder from = Folder.open(source);
                Folder to = Folder.open(target)) {
            from.below(BytePath.parse("d/shared"), (folder, name) -> {
                folder.setXattr(name, "system.posix_acl_access", acl(1000));
                return name;
            });
            to.setXattr(BytePath.ROOT, "system.posix_acl_default", acl(1001));
        }
        Copy.run(source, target, Overwrite.REFUSE, false);
        SourceTree before = SourceTree.of(source);
        SourceTree after = SourceTree.of(target);
        for (String path : List.of("", "d", "d/plain", "d/shared")) {
            TreeEntry entry = before.stat(BytePath.parse(path));
            assertThat(after.xattrs(entry)).as(path).isEqualTo(before.xattrs(entry));
        }
        assertThat(after.xattrs(before.stat(BytePath.parse("d/shared")))).containsKey("system.posix_acl_access");
        assertThat(facts(source).differences(facts(target))).isEmpty();
    }

    /// An access control list, as the kernel takes it, that lets one more user read and write.
    private static byte[] acl(int user) {
        java.nio.ByteBuffer acl = java.nio.ByteBuffer.allocate(4 + 5 * 8).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        acl.putInt(2);
        int[][] entries = {{1, 6, -1}, {2, 6, user}, {4, 4, -1}, {16, 6, -1}, {32, 4, -1}};
        for (int[] entry : entries) {
            acl.putShort((short) entry[0]).putShort((short) entry[1]).putInt(entry[2]);
        }
        return acl.array();
    }

    @Test
    void wholeBlocksOfZerosBecomeHoles() throws Exception {
        byte[] bytes = new byte[1 << 20];
        bytes[300_000] = 1;
        bytes[700_000] = 2;
        try (TargetTree tree = TargetTree.open(target, Overwrite.REFUSE)) {
            tree.file(Copy.file("sparse", bytes.length), new ByteArrayInputStream(bytes));
            tree.file(Copy.file("zeros", 100_000), new ByteArrayInputStream(new byte[100_000]));
            tree.file(Copy.file("tail", 4097), new ByteArrayInputStream(new byte[4097]));
            tree.publish(false);
        }
        assertThat(target.resolve("sparse")).hasBinaryContent(bytes);
        assertThat(target.resolve("zeros")).hasBinaryContent(new byte[100_000]);
        assertThat(target.resolve("tail")).hasBinaryContent(new byte[4097]);
        Process stat =
                new ProcessBuilder("stat", "-c", "%b", target.resolve("sparse").toString()).start();
        long sectors = Long.parseLong(new String(stat.getInputStream().readAllBytes(), UTF_8).strip());
        assertThat(sectors * 512).isLessThan(100_000);
    }

    @Test
    void everyPlaceOfAHoleComesBack() throws IOException {
        java.util.Random random = new java.util.Random(5);
        try (TargetTree tree = TargetTree.open(target, Overwrite.REFUSE)) {
            List<byte[]> contents = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                byte[] bytes = new byte[random.nextInt(200_000)];
                for (int at = 0; at < bytes.length; at += 1 + random.nextInt(30_000)) {
                    bytes[at] = 1;
                }
                contents.add(bytes);
                tree.file(Copy.file("f" + i, bytes.length), new ByteArrayInputStream(bytes));
            }
            tree.publish(false);
            for (int i = 0; i < contents.size(); i++) {
                assertThat(target.resolve("f" + i)).hasBinaryContent(contents.get(i));
            }
        }
    }

    @Test
    void manyThreadsMayRestoreAtOnce() throws Exception {
        try (TargetTree tree = TargetTree.open(target, Overwrite.REFUSE);
                var threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < 800; i++) {
                String path = "d" + i % 7 + "/e" + i % 11 + "/f" + i;
                done.add(threads.submit(() -> {
                    tree.file(Copy.file(path, path.length()), content(path));
                    return path;
                }));
            }
            for (Future<?> one : done) {
                one.get();
            }
            tree.publish(false);
        }
        try (var files = Files.walk(target)) {
            assertThat(files.filter(Files::isRegularFile)).hasSize(800).allSatisfy(file -> assertThat(file)
                    .hasContent(target.relativize(file).toString()));
        }
    }

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

    @Test
    void theTargetItselfIsRestoredLast() throws IOException {
        write(source.resolve("a/b"), "x");
        Files.setAttribute(source, "unix:mode", 0710);
        Files.setLastModifiedTime(source, FileTime.from(Instant.ofEpochSecond(1_234_567_890, 987_654_321)));
        Copy.run(source, target, Overwrite.REFUSE, false);
        assertThat(facts(target).lines().getFirst()).contains("d 710 ").contains("1234567890.987654321");
    }

    @Test
    void whoMayNotChangeOwnersIsToldOnceAndGivesAwayNoRights() throws Exception {
        write(source.resolve("d/setuid"), "x");
        write(source.resolve("d/plain"), "y");
        write(source.resolve("own"), "z");
        Files.setAttribute(source.resolve("own"), "unix:mode", 04755);
        if (!"root".equals(System.getProperty("user.name"))) {
            return;
        }
        for (String path : List.of("d/setuid", "d/plain")) {
            Files.setAttribute(source.resolve(path), "unix:uid", 1234);
        }
        Files.setAttribute(source.resolve("d/setuid"), "unix:mode", 06755);
        assertThat(Child.withoutPower(Copy.class, source, target).lines())
                .containsExactly(
                        "owner not restored, which takes root: 2 entries, the first is d/plain",
                        "setuid or setgid not restored, since the owner was not: d/setuid");
        assertThat(facts(target).lines())
                .anyMatch(line -> line.startsWith("d/setuid [f 2755 0:0 "))
                .anyMatch(line -> line.startsWith("own [f 4755 0:0 "));
    }

    @Test
    void directoriesThatTheirOwnerMayNotWriteComeBack() throws Exception {
        write(source.resolve("shut/deep/a"), "x");
        Files.createSymbolicLink(source.resolve("shut/l"), Path.of("a"));
        Files.setAttribute(source.resolve("shut/deep/a"), "unix:mode", 0400);
        Files.setAttribute(source.resolve("shut/deep"), "unix:mode", 0555);
        Files.setAttribute(source.resolve("shut"), "unix:mode", 0500);
        assertThat(Child.withoutPower(Copy.class, source, target)).isEmpty();
        assertThat(facts(source).differences(facts(target))).isEmpty();
    }

    /// Replaces all that the target has.
    static final class Replacing {
        private Replacing() {}

        public static void main(String[] arguments) throws IOException {
            Copy.run(Path.of(arguments[0]), Path.of(arguments[1]), Overwrite.ALWAYS, true)
                    .forEach(System.out::println);
        }
    }

    @Test
    void directoriesThatTheirOwnerMayNotWriteAreFilledAndRemoved() throws Exception {
        write(source.resolve("shut/new"), "x");
        Files.setAttribute(source.resolve("shut"), "unix:mode", 0500);
        write(target.resolve("shut/old"), "x");
        write(target.resolve("other/deep/old"), "x");
        for (String path : List.of("shut", "other/deep", "other")) {
            Files.setAttribute(target.resolve(path), "unix:mode", 0500);
        }
        assertThat(Child.withoutPower(Replacing.class, source, target)).isEmpty();
        assertThat(facts(source).differences(facts(target))).isEmpty();
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
    void anUnknownKindOfAttributeIsANotice() throws IOException {
        StoredEntry plain = Copy.file("a", 1);
        StoredEntry odd =
                new StoredEntry(plain.tree(), Optional.empty(), Map.of("nonsense.x", "AA=="), Optional.empty(), false);
        try (TargetTree tree = TargetTree.open(target, Overwrite.REFUSE)) {
            tree.file(odd, content("a"));
            tree.publish(false);
            assertThat(tree.notices())
                    .containsExactly("extended attribute nonsense.x not restored, refused by the file system: a");
        }
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
