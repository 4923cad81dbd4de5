package org.holdfast.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
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
import org.holdfast.testkit.Trees;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// That a target becomes what was backed up, in every respect.
final class TargetFidelityTest extends TargetScene {
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
            TreeEntry entry = OneFile.find(before, BytePath.parse(path));
            assertThat(OneFile.xattrs(after, entry)).as(path).isEqualTo(OneFile.xattrs(before, entry));
        }
        assertThat(OneFile.xattrs(after, OneFile.find(before, BytePath.parse("d/shared"))))
                .containsKey("system.posix_acl_access");
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
}
