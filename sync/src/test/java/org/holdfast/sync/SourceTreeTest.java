package org.holdfast.sync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.holdfast.names.BytePath;
import org.holdfast.testkit.TreeFacts;
import org.holdfast.testkit.Trees;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTreeTest {
    @TempDir
    Path dir;

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static SortedMap<BytePath, Path> mounts(Map<String, Path> mounts) {
        SortedMap<BytePath, Path> parsed = new TreeMap<>();
        mounts.forEach((place, path) -> parsed.put(BytePath.parse(place), path));
        return parsed;
    }

    @Test
    void visitsADirectoryDirectlyBeforeItsContent() throws IOException {
        for (String path : List.of("a/b", "a b", "a-b", "a.txt", "ab/x", "a/c/d", "B")) {
            write(dir.resolve(path), path);
        }
        assertThat(Scanned.of(SourceTree.of(dir)).paths())
                .containsExactly("B", "a", "a/b", "a/c", "a/c/d", "a b", "a-b", "a.txt", "ab", "ab/x");
    }

    @Test
    void findsWhatFindFinds() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            Path root = Files.createDirectory(dir.resolve("s" + seed));
            new Trees(seed).fill(root, 80);
            TreeFacts facts = TreeFacts.of(root).only(path -> !path.isRoot());
            List<TreeEntry> entries = Scanned.of(SourceTree.of(root)).entries;
            assertThat(entries).as("seed %d", seed).isSortedAccordingTo((a, b) -> a.path()
                    .compareTo(b.path()));
            assertThat(entries.stream().map(SourceTreeTest::line))
                    .as("seed %d", seed)
                    .containsExactlyElementsOf(facts.lines().stream()
                            .map(line -> line.replaceAll(" bytes .*", " bytes"))
                            .map(line -> line.replaceAll(" user\\..*", ""))
                            .map(line -> line.replaceAll("]$", ""))
                            .toList());
        }
    }

    /// An entry as [TreeFacts] tells it, as far as a scan knows.
    private static String line(TreeEntry entry) {
        Instant modified = entry.modified();
        String time = "%d.%09d0".formatted(modified.getEpochSecond(), modified.getNano());
        String owner = " " + Integer.toUnsignedString(entry.uid()) + ":" + Integer.toUnsignedString(entry.gid()) + " ";
        String mode = " " + Integer.toOctalString(entry.mode());
        return entry.path()
                + switch (entry.kind()) {
                    case FILE -> " [f" + mode + owner + time + " " + entry.size() + " bytes";
                    case DIRECTORY -> " [d" + mode + owner + time;
                    case LINK ->
                        " [l" + owner + time + " -> "
                                + org.holdfast.names.ByteText.printable(org.holdfast.names.ByteText.encode(
                                        entry.linkTarget().orElseThrow()));
                };
    }

    @Test
    void thePortableWaySeesTheSame() throws IOException {
        new Trees(11).fill(dir, 150);
        SourceTree portable = new SourceTree(mounts(Map.of("", dir)), PortableFolder::open);
        List<TreeEntry> exact = Scanned.of(SourceTree.of(dir)).entries;
        List<TreeEntry> entries = Scanned.of(portable).entries;
        assertThat(entries)
                .usingRecursiveComparison()
                .ignoringFields("identity.device")
                .isEqualTo(exact);
        for (TreeEntry entry : entries) {
            assertThat(OneFile.xattrs(portable, entry)).isEqualTo(OneFile.xattrs(SourceTree.of(dir), entry));
            if (entry.kind() == Kind.FILE) {
                try (var in = OneFile.read(portable, entry)) {
                    assertThat(in.readAllBytes()).hasSize((int) entry.size());
                }
            }
        }
    }

    @Test
    void linksAreEntriesAndNeverFollowed() throws IOException {
        write(dir.resolve("real/secret"), "x");
        Path root = Files.createDirectory(dir.resolve("root"));
        Files.createSymbolicLink(root.resolve("l"), dir.resolve("real"));
        SourceTree tree = SourceTree.of(root);
        assertThat(Scanned.of(tree).paths()).containsExactly("l");
        TreeEntry link = Scanned.of(tree).entry("l");
        assertThat(link.linkTarget()).contains(dir.resolve("real").toString());
        assertThatThrownBy(() -> OneFile.read(tree, Copy.file("l/secret", 1).tree()))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> OneFile.read(tree, link)).hasMessageContaining("no longer a regular file");
        assertThatThrownBy(() -> OneFile.find(tree, BytePath.parse("l/secret")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void anEntryThatChangedItsKindIsNotOpened() throws Exception {
        write(dir.resolve("a"), "x");
        SourceTree tree = SourceTree.of(dir);
        TreeEntry entry = Scanned.of(tree).entry("a");
        Files.delete(dir.resolve("a"));
        assertThatThrownBy(() -> OneFile.read(tree, entry))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(dir.resolve("a").toString());
        assertThatThrownBy(() -> OneFile.find(tree, entry.path())).isInstanceOf(NoSuchFileException.class);
        // Opening a FIFO for reading would wait for a writer that never comes.
        assertThat(new ProcessBuilder("mkfifo", dir.resolve("a").toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThatThrownBy(() -> OneFile.read(tree, entry))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("no longer a regular file");
        assertThatThrownBy(() -> OneFile.find(tree, entry.path())).hasMessageContaining("is a fifo");
        Files.delete(dir.resolve("a"));
        Files.createDirectory(dir.resolve("a"));
        assertThatThrownBy(() -> OneFile.read(tree, entry))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("no longer a regular file");
        assertThat(OneFile.find(tree, entry.path()).kind()).isEqualTo(Kind.DIRECTORY);
    }

    @Test
    void whatNoBackupCanHoldIsReported() throws Exception {
        write(dir.resolve("a"), "x");
        assertThat(new ProcessBuilder("mkfifo", dir.resolve("fifo").toString())
                        .start()
                        .waitFor())
                .isZero();
        try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(dir.resolve("socket")));
            Scanned scanned = Scanned.of(SourceTree.of(dir));
            assertThat(scanned.paths()).containsExactly("a");
            assertThat(scanned.skips)
                    .containsExactly(
                            new Skip(BytePath.parse("fifo"), Skip.Reason.SPECIAL, "fifo"),
                            new Skip(BytePath.parse("socket"), Skip.Reason.SPECIAL, "socket"));
        }
    }

    /// Prints a scan and what cannot be opened.
    static final class Listing {
        private Listing() {}

        public static void main(String[] arguments) throws IOException {
            SourceTree tree = SourceTree.of(Path.of(arguments[0]));
            Scanned scanned = Scanned.of(tree);
            scanned.skips.forEach(skip -> System.out.println(skip.reason() + " " + skip.path() + " " + skip.detail()));
            for (TreeEntry entry : scanned.entries) {
                System.out.println(entry.path());
                if (entry.kind() == Kind.FILE) {
                    try {
                        OneFile.read(tree, entry).close();
                    } catch (java.nio.file.AccessDeniedException e) {
                        System.out.println("denied " + arguments[0].length() + " " + e.getMessage());
                    }
                }
            }
        }
    }

    @Test
    void whatMayNotBeReadIsReportedAndTheRestGoesOn() throws Exception {
        Path root = Files.createDirectory(dir.resolve("root"));
        write(root.resolve("a"), "x");
        write(root.resolve("listed/b"), "x");
        write(root.resolve("passed/c"), "x");
        write(root.resolve("shut/d"), "x");
        write(root.resolve("z"), "x");
        Files.setAttribute(root.resolve("a"), "unix:mode", 0);
        Files.setAttribute(root.resolve("listed"), "unix:mode", 0400);
        Files.setAttribute(root.resolve("passed"), "unix:mode", 0100);
        Files.setAttribute(root.resolve("shut"), "unix:mode", 0);
        String output = Child.withoutPower(Listing.class, root);
        for (String shut : List.of("listed", "passed", "shut")) {
            Files.setAttribute(root.resolve(shut), "unix:mode", 0700);
        }
        assertThat(output.lines())
                .containsExactly(
                        "UNREADABLE listed permission denied",
                        "UNREADABLE passed permission denied",
                        "UNREADABLE shut permission denied",
                        "a",
                        "denied " + root.toString().length() + " " + root.resolve("a"),
                        "listed",
                        "passed",
                        "shut",
                        "z");
    }

    @Test
    void aMissingOrUnreadableMountIsAnErrorThatNamesIt() throws IOException {
        assertThatThrownBy(() -> Scanned.of(SourceTree.of(dir.resolve("no"))))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(dir.resolve("no").toString());
        write(dir.resolve("file"), "x");
        assertThatThrownBy(() -> Scanned.of(SourceTree.of(dir.resolve("file"))))
                .isInstanceOf(NotDirectoryException.class)
                .hasMessage(dir.resolve("file").toString());
        Path root = Files.createDirectory(dir.resolve("root"));
        assertThatThrownBy(() -> Scanned.of(SourceTree.of(mounts(Map.of("", root, "data", dir.resolve("gone"))))))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(dir.resolve("gone").toString());
    }

    @Test
    void aVisitorsExceptionComesBackUnchanged() throws IOException {
        write(dir.resolve("d/a"), "x");
        NoSuchFileException mine = new NoSuchFileException("mine");
        assertThatThrownBy(() -> SourceTree.of(dir).scan(new EntryVisitor() {
                    @Override
                    public void entry(TreeEntry entry) throws IOException {
                        throw mine;
                    }

                    @Override
                    public void skipped(Skip skip) {}
                }))
                .isSameAs(mine);
    }

    @Test
    void whatVanishesDuringTheScanIsReported() throws IOException {
        write(dir.resolve("a"), "x");
        write(dir.resolve("b/c"), "x");
        Files.createSymbolicLink(dir.resolve("c"), Path.of("d"));
        Files.createDirectory(dir.resolve("e"));
        Scanned scanned = new Scanned();
        SourceTree.of(dir).scan(new EntryVisitor() {
            @Override
            public void entry(TreeEntry entry) throws IOException {
                scanned.entry(entry);
                if (entry.path().equals(BytePath.parse("a"))) {
                    Files.delete(dir.resolve("c"));
                }
                if (entry.path().equals(BytePath.parse("b"))) {
                    Trees.remove(dir.resolve("b"));
                }
                if (entry.path().equals(BytePath.parse("e"))) {
                    Files.delete(dir.resolve("e"));
                    Files.createSymbolicLink(dir.resolve("e"), Path.of("/etc"));
                }
            }

            @Override
            public void skipped(Skip skip) {
                scanned.skipped(skip);
            }
        });
        assertThat(scanned.paths()).containsExactly("a", "b", "e");
        assertThat(scanned.skips.stream().map(skip -> skip.path() + " " + skip.reason() + " " + skip.isLoss()))
                .containsExactly("b VANISHED false", "c VANISHED false", "e VANISHED false");
    }

    @Test
    void mountsAppearInTheirPlacesAndHideWhatIsThere() throws IOException {
        Path staging = dir.resolve("staging");
        write(staging.resolve("config.json"), "{}");
        write(staging.resolve("data/hidden"), "x");
        write(staging.resolve("deep/kept"), "x");
        write(staging.resolve("way"), "a file in the way");
        write(staging.resolve("zzz"), "x");
        Path user = dir.resolve("user");
        write(user.resolve("file"), "user");
        Files.setAttribute(user, "unix:mode", 0751);
        Path link = Files.createSymbolicLink(dir.resolve("link"), user);
        SourceTree tree =
                SourceTree.of(mounts(Map.of("", staging, "data", link, "deep/inner", user, "way/to/it", user)));
        Scanned scanned = Scanned.of(tree);
        assertThat(scanned.paths())
                .containsExactly(
                        "config.json",
                        "data",
                        "data/file",
                        "deep",
                        "deep/inner",
                        "deep/inner/file",
                        "deep/kept",
                        "way/to/it",
                        "way/to/it/file",
                        "zzz");
        assertThat(scanned.skips).isEmpty();
        assertThat(scanned.entry("data").mode()).isEqualTo(0751);
        assertThat(OneFile.find(tree, BytePath.parse("data"))).isEqualTo(scanned.entry("data"));
        for (String path : List.of("data/file", "way/to/it/file", "deep/inner/file")) {
            try (var in = OneFile.read(tree, scanned.entry(path))) {
                assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("user");
            }
        }
        assertThatThrownBy(() -> OneFile.find(tree, BytePath.parse("data/hidden")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void mountsNeedNoRoot() throws IOException {
        write(dir.resolve("x/file"), "x");
        SourceTree tree = SourceTree.of(mounts(Map.of("b/c", dir.resolve("x"), "a", dir.resolve("x"))));
        assertThat(Scanned.of(tree).paths()).containsExactly("a", "a/file", "b/c", "b/c/file");
        assertThatThrownBy(() -> OneFile.find(tree, BytePath.parse("c"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void attributesOfTheFileComeInBase64() throws IOException {
        write(dir.resolve("a"), "x");
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(dir.resolve("a"), UserDefinedFileAttributeView.class);
        view.write("mime", ByteBuffer.wrap(new byte[] {0, (byte) 0xff}));
        view.write("empty", ByteBuffer.allocate(0));
        Files.createSymbolicLink(dir.resolve("l"), Path.of("a"));
        SourceTree tree = SourceTree.of(dir);
        assertThat(OneFile.xattrs(tree, Scanned.of(tree).entry("a")))
                .isEqualTo(Map.of("user.mime", "AP8=", "user.empty", ""));
        assertThat(OneFile.xattrs(tree, Scanned.of(tree).entry("l"))).isEmpty();
    }

    @Test
    void namesAreReadWithoutALocale() throws Exception {
        new Trees(5).fill(dir, 100);
        String here = String.join("\n", Scanned.of(SourceTree.of(dir)).paths()) + "\n";
        String there = Child.withoutLocale(Listing.class, dir);
        // The child prints what is not ASCII as question marks, but as many of them.
        assertThat(there)
                .isEqualTo(here.codePoints()
                        .mapToObj(c -> c < 128 ? Character.toString(c) : "?")
                        .reduce("", String::concat));
    }

    @Test
    void goesDeeperThanAnyPathThatTheSystemTakes() throws IOException {
        Folder folder = Folder.open(dir);
        BytePath name = BytePath.parse("n".repeat(200));
        BytePath path = BytePath.ROOT;
        for (int i = 0; i < 40; i++) {
            folder.makeFolder(name);
            Folder next = folder.folder(name);
            folder.close();
            folder = next;
            path = path.resolve(name);
        }
        folder.create(BytePath.parse("f")).close();
        folder.close();
        path = path.resolve("f");
        assertThat(path.byteLength()).isGreaterThan(4096);
        SourceTree tree = SourceTree.of(dir);
        Scanned scanned = Scanned.of(tree);
        assertThat(scanned.skips).isEmpty();
        assertThat(scanned.entries.getLast().path()).isEqualTo(path);
        OneFile.read(tree, scanned.entries.getLast()).close();
        // JUnit could not.
        try (Folder top = Folder.open(dir)) {
            Removal.remove(top, name);
        }
    }

    @Test
    void nestingWithoutEndIsReported() throws IOException {
        Folder folder = Folder.open(dir);
        BytePath name = BytePath.parse("n");
        for (int i = 0; i < 2100; i++) {
            folder.makeFolder(name);
            Folder next = folder.folder(name);
            folder.close();
            folder = next;
        }
        folder.close();
        Scanned scanned = Scanned.of(SourceTree.of(dir));
        assertThat(scanned.entries).hasSize(2048);
        assertThat(scanned.skips).hasSize(1).allMatch(Skip::isLoss);
        try (Folder top = Folder.open(dir)) {
            Removal.remove(top, name);
        }
    }

    @Test
    void stopsWhenInterrupted() throws IOException {
        write(dir.resolve("a"), "x");
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> Scanned.of(SourceTree.of(dir))).isInstanceOf(InterruptedIOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
