package org.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.holdfast.names.BytePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExternalSortTest {
    @TempDir
    Path dir;

    private static <T> List<T> all(Cursor<T> cursor) throws IOException {
        List<T> all = new ArrayList<>();
        try (cursor) {
            for (T next = cursor.next(); next != null; next = cursor.next()) {
                all.add(next);
            }
        }
        return all;
    }

    @Test
    void sortsLikeAListAndKeepsEqualElementsInOrder() throws IOException {
        Comparator<IndexEntry> order = Comparator.comparing(IndexEntry::path);
        for (int count : new int[] {0, 1, 9, 10, 11, 100, 995}) {
            Random random = new Random(count);
            List<IndexEntry> elements = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                StoredEntry entry = Copy.file("p" + random.nextInt(50), i);
                elements.add(new IndexEntry(entry.path(), Optional.of(entry)));
            }
            try (ExternalSort<IndexEntry> sort = new ExternalSort<>(dir, Codec.INDEX, order, 10, 3)) {
                for (IndexEntry element : elements) {
                    sort.add(element);
                }
                List<IndexEntry> expected = elements.stream().sorted(order).toList();
                assertThat(all(sort.sorted())).isEqualTo(expected);
                assertThat(all(sort.sorted())).isEqualTo(expected);
            }
            assertThat(dir).isEmptyDirectory();
        }
    }

    @Test
    void opensFewFilesForManyRuns() throws IOException {
        try (ExternalSort<BytePath> sort = new ExternalSort<>(dir, Codec.PATH, Comparator.naturalOrder(), 1, 4)) {
            for (int i = 0; i < 1000; i++) {
                sort.add(BytePath.parse("p" + i));
            }
            // In base four a thousand is 33220.
            try (Stream<Path> files = Files.list(dir)) {
                assertThat(files).hasSize(3 + 3 + 2 + 2);
            }
            assertThat(all(sort.sorted())).hasSize(1000).isSorted();
        }
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void survivesMoreElementsThanOneRun() throws IOException {
        try (ExternalSort<BytePath> sort = new ExternalSort<>(dir, Codec.PATH, Comparator.naturalOrder())) {
            for (int i = 0; i < 45_000; i++) {
                sort.add(BytePath.parse("p" + (i * 7919L) % 45_000));
            }
            List<BytePath> sorted = all(sort.sorted());
            assertThat(sorted).hasSize(45_000).isSorted();
        }
    }

    @Test
    void everyFileIsClosed() throws IOException {
        try (ExternalSort<BytePath> sort = new ExternalSort<>(dir, Codec.PATH, Comparator.naturalOrder(), 2, 3)) {
            for (int i = 0; i < 100; i++) {
                sort.add(BytePath.parse("p" + i));
                assertThat(OpenFiles.in(dir)).isEmpty();
            }
            try (Cursor<BytePath> sorted = sort.sorted()) {
                assertThat(sorted.next()).isNotNull();
                assertThat(OpenFiles.in(dir)).isNotEmpty();
            }
            assertThat(OpenFiles.in(dir)).isEmpty();
        }
        assertThat(dir).isEmptyDirectory();
    }
}
