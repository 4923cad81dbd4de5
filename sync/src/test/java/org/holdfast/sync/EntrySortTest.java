package org.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntrySortTest {
    @Test
    void entriesComeInPathOrderAndLeaveNothing(@TempDir Path dir) throws IOException {
        try (EntrySort sort = new EntrySort(dir)) {
            // More than are sorted in memory.
            for (int i = 0; i < 5000; i++) {
                sort.add(Copy.file("p%05d".formatted(i * 7919 % 5000), i));
            }
            assertThat(dir).isNotEmptyDirectory();
            try (Cursor<StoredEntry> sorted = sort.sorted()) {
                for (int i = 0; i < 5000; i++) {
                    assertThat(Objects.requireNonNull(sorted.next()).path()).hasToString("p%05d".formatted(i));
                }
                assertThat(sorted.next()).isNull();
            }
        }
        assertThat(dir).isEmptyDirectory();
    }
}
