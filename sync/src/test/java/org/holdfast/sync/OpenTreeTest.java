package org.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.holdfast.names.BytePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// What is held stays the same, whatever becomes of its name.
class OpenTreeTest {
    private static final BytePath FILE = BytePath.parse("in/file");

    @TempDir
    Path dir;

    private static String text(SourceFile file) throws IOException {
        try (InputStream in = file.open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private OpenTree opened() throws IOException {
        Files.createDirectories(dir.resolve("top/in"));
        Files.writeString(dir.resolve("top/in/file"), "before");
        return SourceTree.of(dir.resolve("top")).open();
    }

    @Test
    void aFileWhoseNameAnotherTakes() throws IOException {
        try (OpenTree tree = opened();
                SourceFile file = tree.find(FILE, Kind.FILE)) {
            assertThat(file.stat()).isEqualTo(file.found());
            Files.writeString(dir.resolve("top/in/new"), "after");
            Files.move(
                    dir.resolve("top/in/new"),
                    dir.resolve("top/in/file"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            assertThat(text(file)).isEqualTo("before");
            assertThat(file.stat().identity()).isNotEqualTo(file.found().identity());
            try (SourceFile again = tree.find(FILE, Kind.FILE)) {
                assertThat(text(again)).isEqualTo("after");
            }
        }
    }

    @Test
    void aFileThatIsRemoved() throws IOException {
        try (OpenTree tree = opened();
                SourceFile file = tree.find(FILE, Kind.FILE)) {
            Files.delete(dir.resolve("top/in/file"));
            assertThat(text(file)).isEqualTo("before");
            assertThat(file.stat().identity()).isNotEqualTo(file.found().identity());
            assertThatThrownBy(() -> tree.find(FILE, Kind.FILE))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessage(dir.resolve("top/in/file").toString());
        }
    }

    @Test
    void contentMayBeReadWhenItsFileIsClosedAndByTwoAtOnce() throws IOException {
        try (OpenTree tree = opened()) {
            InputStream one;
            InputStream other;
            try (SourceFile file = tree.find(FILE, Kind.FILE)) {
                one = file.open();
                other = file.open();
            }
            try (one;
                    other) {
                assertThat(one.read()).isEqualTo('b');
                assertThat(other.readAllBytes()).isEqualTo("before".getBytes(StandardCharsets.UTF_8));
                assertThat(other.read()).isEqualTo(-1);
                assertThat(one.readAllBytes()).isEqualTo("efore".getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    @Test
    void contentOfManyPieces() throws IOException {
        byte[] content = new byte[1_000_003];
        new Random(1).nextBytes(content);
        try (OpenTree tree = opened()) {
            Files.write(dir.resolve("top/in/file"), content);
            try (SourceFile file = tree.find(FILE, Kind.FILE);
                    InputStream in = file.open()) {
                assertThat(in.readAllBytes()).isEqualTo(content);
            }
        }
    }

    @Test
    void contentThatIsPassedOver() throws IOException {
        try (OpenTree tree = opened();
                SourceFile file = tree.find(FILE, Kind.FILE);
                InputStream in = file.open()) {
            assertThat(in.skip(3)).isEqualTo(3);
            assertThat(in.read()).isEqualTo('o');
            in.skipNBytes(1);
            assertThat(in.read()).isEqualTo('e');
            assertThatThrownBy(() -> in.skipNBytes(1)).isInstanceOf(EOFException.class);
            Files.write(dir.resolve("top/in/file"), new byte[2]);
            assertThatThrownBy(() -> in.skipNBytes(1)).isInstanceOf(EOFException.class);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void aMountedDirectory() throws IOException {
        opened().close();
        Files.createDirectories(dir.resolve("other/in"));
        Files.writeString(dir.resolve("other/in/file"), "other");
        Path link = Files.createSymbolicLink(dir.resolve("current"), dir.resolve("top"));
        try (OpenTree tree = SourceTree.of(link).open()) {
            Files.delete(link);
            Files.createSymbolicLink(link, dir.resolve("other"));
            Scanned scanned = new Scanned();
            tree.scan(scanned);
            assertThat(scanned.entry("in/file").size()).isEqualTo("before".length());
            try (SourceFile file = tree.find(FILE, Kind.FILE)) {
                assertThat(text(file)).isEqualTo("before");
            }
            assertThatThrownBy(() -> tree.find(BytePath.parse("in/other"), Kind.FILE))
                    .isInstanceOf(NoSuchFileException.class);
        }
    }

    /// As with a release that replaces another, which is removed.
    @Test
    void aMountedDirectoryThatIsReplacedAndRemoved() throws IOException {
        opened().close();
        Path link = Files.createSymbolicLink(dir.resolve("current"), dir.resolve("top"));
        try (OpenTree tree = SourceTree.of(link).open()) {
            Files.createDirectories(dir.resolve("other/in"));
            Files.writeString(dir.resolve("other/in/file"), "other");
            Files.delete(link);
            Files.createSymbolicLink(link, dir.resolve("other"));
            Files.delete(dir.resolve("top/in/file"));
            try (SourceFile file = tree.find(FILE, Kind.FILE)) {
                assertThat(text(file)).isEqualTo("other");
            }
            Files.delete(link);
            assertThatThrownBy(() -> tree.find(FILE, Kind.FILE))
                    .isInstanceOf(FileSystemException.class)
                    .isNotInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("the directory that was to be backed up is gone");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void isClosedWhole() throws IOException {
        try (OpenTree tree = opened();
                SourceFile file = tree.find(FILE, Kind.FILE)) {
            assertThat(text(file)).isEqualTo("before");
            assertThat(openBelow(dir)).containsExactlyInAnyOrder("top", "top/in/file");
        }
        assertThat(openBelow(dir)).isEmpty();
    }

    private static List<String> openBelow(Path directory) throws IOException {
        List<String> open = new ArrayList<>();
        Path real = directory.toRealPath();
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                try {
                    Path path = Files.readSymbolicLink(descriptor);
                    if (path.startsWith(real)) {
                        open.add(real.relativize(path).toString());
                    }
                } catch (NoSuchFileException _) {
                    // Closed by another thread meanwhile.
                }
            }
        }
        return open;
    }

    @Test
    void isOpenedWholeOrNotAtAll() throws IOException {
        opened().close();
        MeddledFolder meddled = new MeddledFolder((_, _, _) -> Optional.empty());
        SourceTree tree = new SourceTree(
                new TreeMap<>(Map.of(BytePath.ROOT, dir.resolve("top"), BytePath.parse("z"), dir.resolve("missing"))),
                meddled.opener());
        assertThatThrownBy(tree::open).isInstanceOf(NoSuchFileException.class);
        assertThat(meddled.open()).isZero();
    }

    /// Only root sees such attributes, and nobody can give a link any other.
    @Test
    void theAttributesOfALinkAreItsOwn() throws IOException {
        assumeTrue(Files.getAttribute(dir, "unix:uid").equals(0), "only root sees these attributes");
        opened().close();
        Path top = dir.resolve("top");
        Files.createSymbolicLink(top.resolve("link"), Path.of("in"));
        try (Folder folder = Folder.open(top)) {
            folder.setXattr(BytePath.parse("link"), "trusted.mine", new byte[] {1});
            folder.setXattr(BytePath.parse("in"), "trusted.other", new byte[] {2});
        }
        try (OpenTree tree = SourceTree.of(top).open();
                SourceFile link = tree.find(BytePath.parse("link"), Kind.LINK)) {
            assertThat(link.found().linkTarget()).contains("in");
            assertThat(link.stat()).isEqualTo(link.found());
            assertThat(link.xattrs()).isEqualTo(Map.of("trusted.mine", "AQ=="));
        }
    }
}
