package org.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.holdfast.testkit.Trees;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeListTest {
    @TempDir
    Path dir;

    @Test
    void givesBackWhatItWasGivenAsOftenAsAsked() throws IOException {
        Path root = Files.createDirectory(dir.resolve("root"));
        new Trees(1).fill(root, 200);
        List<TreeEntry> entries = Scanned.of(SourceTree.of(root)).entries;
        TreeList list;
        try (TreeList.Writer writer = TreeList.write(dir.resolve("list"))) {
            for (TreeEntry entry : entries) {
                writer.add(entry);
            }
            list = writer.finish();
        }
        for (TreeList one : List.of(list, list, TreeList.open(dir.resolve("list")))) {
            List<TreeEntry> read = new ArrayList<>();
            try (Cursor<TreeEntry> cursor = one.entries()) {
                for (TreeEntry entry = cursor.next(); entry != null; entry = cursor.next()) {
                    read.add(entry);
                }
                assertThat(cursor.next()).isNull();
            }
            assertThat(read).isEqualTo(entries);
            assertThat(one.count()).isEqualTo(entries.size());
        }
    }

    private static List<String> paths(TreeList list) throws IOException {
        List<String> paths = new ArrayList<>();
        try (Cursor<TreeEntry> cursor = list.entries()) {
            for (TreeEntry entry = cursor.next(); entry != null; entry = cursor.next()) {
                paths.add(entry.path().text());
            }
            assertThat(cursor.next()).isNull();
        }
        return paths;
    }

    @Test
    void entriesThatAreAddedComeInTheirPlace() throws IOException {
        TreeList list;
        try (TreeList.Writer writer = TreeList.write(dir.resolve("list"))) {
            writer.add(Copy.directory("b").tree());
            writer.add(Copy.file("b/c", 1).tree());
            list = writer.finish();
        }
        TreeList more = list.with(Copy.file("d", 1).tree())
                .with(Copy.file("a", 1).tree())
                .with(Copy.file("b/a", 1).tree());
        assertThat(paths(more)).containsExactly("a", "b", "b/a", "b/c", "d");
        assertThat(more.count()).isEqualTo(5);
        assertThat(paths(list)).containsExactly("b", "b/c");
        assertThat(list.count()).isEqualTo(2);
        TreeList twice = list.with(Copy.file("b/c", 2).tree());
        assertThatThrownBy(() -> paths(twice)).hasMessage("there are two of b/c");
        try (TreeList.Writer writer = TreeList.write(dir.resolve("none"))) {
            assertThat(paths(writer.finish().with(Copy.file("a", 1).tree()))).containsExactly("a");
        }
    }

    @Test
    void refusesEntriesOutOfOrder() throws IOException {
        try (TreeList.Writer writer = TreeList.write(dir.resolve("list"))) {
            writer.add(Copy.file("a/b", 1).tree());
            writer.add(Copy.file("a b", 1).tree());
            assertThatThrownBy(() -> writer.add(Copy.file("a", 1).tree()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a does not come after a b");
            assertThatThrownBy(() -> writer.add(Copy.file("a b", 1).tree()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void anUnfinishedOrDamagedFileIsNoList() throws IOException {
        Path file = dir.resolve("list");
        try (TreeList.Writer writer = TreeList.write(file)) {
            writer.add(Copy.file("a", 1).tree());
        }
        assertThatThrownBy(() -> TreeList.open(file)).hasMessageContaining("its end is missing");
        try (TreeList.Writer writer = TreeList.write(file)) {
            writer.add(Copy.file("a", 1).tree());
            writer.add(Copy.link("b", "x").tree());
            writer.finish();
        }
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 0; at < bytes.length; at++) {
            byte[] flipped = bytes.clone();
            flipped[at] ^= 4;
            Files.write(file, flipped);
            assertThatThrownBy(() -> TreeList.open(file)).isInstanceOf(DamagedFileException.class);
            Files.write(file, Arrays.copyOf(bytes, at));
            assertThatThrownBy(() -> TreeList.open(file)).isInstanceOf(DamagedFileException.class);
        }
    }

    @Test
    void everyFileIsClosed() throws IOException {
        Path file = dir.resolve("list");
        try (TreeList.Writer writer = TreeList.write(file)) {
            writer.add(Copy.file("a", 1).tree());
            assertThat(OpenFiles.in(dir)).containsExactly(file);
        }
        assertThat(OpenFiles.in(dir)).as("a list that was given up").isEmpty();
        TreeList list;
        try (TreeList.Writer writer = TreeList.write(file)) {
            writer.add(Copy.file("a", 1).tree());
            list = writer.finish();
            assertThat(OpenFiles.in(dir)).as("a list that is finished").isEmpty();
        }
        TreeList.open(file);
        assertThat(OpenFiles.in(dir)).as("a list that was read").isEmpty();
        TreeList more = list.with(Copy.file("b", 1).tree());
        for (TreeList one : List.of(list, more)) {
            try (Cursor<TreeEntry> cursor = one.entries()) {
                assertThat(cursor.next()).isNotNull();
                assertThat(OpenFiles.in(dir)).containsExactly(file);
            }
            assertThat(OpenFiles.in(dir)).as("a pass that is closed").isEmpty();
        }
        byte[] bytes = Files.readAllBytes(file);
        for (int at = 0; at < bytes.length; at++) {
            Files.write(file, Arrays.copyOf(bytes, at));
            assertThatThrownBy(() -> TreeList.open(file)).isInstanceOf(DamagedFileException.class);
            assertThatThrownBy(() -> paths(list)).isInstanceOf(DamagedFileException.class);
            assertThatThrownBy(() -> paths(more)).isInstanceOf(DamagedFileException.class);
            assertThat(OpenFiles.in(dir)).as("a damaged list").isEmpty();
        }
    }
}
