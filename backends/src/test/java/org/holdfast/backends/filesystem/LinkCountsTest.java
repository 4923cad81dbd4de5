package org.holdfast.backends.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkCountsTest {
    @TempDir
    Path top;

    @Test
    void aDirectoryOfFilesIsALeaf() throws IOException {
        Path leaf = Files.createDirectory(top.resolve("leaf"));
        Files.writeString(leaf.resolve("file"), "content");
        Files.createLink(leaf.resolve("link"), leaf.resolve("file"));
        assumeTrue((int) Files.getAttribute(top, "unix:nlink") == 3, "the file system does not count directories");
        assertThat(LinkCounts.below(top).isLeaf(leaf)).isTrue();
    }

    @Test
    void oneWithAnotherIsNone() throws IOException {
        Files.createDirectories(top.resolve("full/empty"));
        assertThat(LinkCounts.below(top).isLeaf(top.resolve("full"))).isFalse();
    }

    @Test
    void nothingIsKnownWhereTheTopHasTwoLinks() throws IOException {
        Path leaf = Files.createDirectories(top.resolve("above/leaf"));
        assertThat(LinkCounts.below(leaf).isLeaf(leaf)).isFalse();
    }

    @Test
    void whatIsNoDirectoryIsNoLeaf() throws IOException {
        Path leaf = Files.createDirectory(top.resolve("leaf"));
        Path file = Files.writeString(top.resolve("file"), "content");
        Files.createLink(top.resolve("second"), file);
        Path link = Files.createSymbolicLink(top.resolve("link"), leaf);
        LinkCounts links = LinkCounts.below(top);
        assertThat(links.isLeaf(file)).isFalse();
        assertThat(links.isLeaf(link)).isFalse();
        assertThat(links.isLeaf(top.resolve("missing"))).isFalse();
    }
}
