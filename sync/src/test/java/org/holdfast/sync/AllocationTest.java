package org.holdfast.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How much garbage a file more makes. Not how fast: what is allocated is the same on every machine, less what the
/// compiler saves.
class AllocationTest {
    private static final int FILES = 1000;

    @TempDir
    Path scratch;

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private static long bytesPerFile(Work work) throws IOException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        work.run();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return (threads.getCurrentThreadAllocatedBytes() - before) / FILES;
    }

    private SourceTree source() throws IOException {
        Path directory = Files.createDirectories(scratch.resolve("source/a/b/c"));
        for (int i = 0; i < FILES; i++) {
            Files.createFile(directory.resolve("file-" + i));
        }
        return SourceTree.of(scratch.resolve("source"));
    }

    @Test
    void ofAScan() throws IOException {
        SourceTree source = source();
        assertThat(bytesPerFile(() -> Scanned.of(source))).isLessThan(1_300);
    }

    @Test
    void ofAListWrittenAndRead() throws IOException {
        Scanned scanned = Scanned.of(source());
        assertThat(bytesPerFile(() -> {
                    try (TreeList.Writer writer = TreeList.write(scratch.resolve("list"))) {
                        for (TreeEntry entry : scanned.entries) {
                            writer.add(entry);
                        }
                        try (Cursor<TreeEntry> entries = writer.finish().entries()) {
                            while (entries.next() != null) {
                                // Only what it takes to get here counts.
                            }
                        }
                    }
                }))
                .isLessThan(1_800);
    }
}
