package org.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.testing.MemoryStore;
import org.holdfast.format.gzip.Deflaters;
import org.holdfast.sync.SourceTree;
import org.holdfast.sync.SyncIndex;
import org.holdfast.sync.TreeEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A tree that goes to several stores at the same time, in both formats: each file is opened and read once.
@Timeout(60)
class OneReadTest {
    private static final int FILES = 200;

    private @TempDir Path dir;
    private Path root;
    private long size;
    private final AtomicInteger opened = new AtomicInteger();

    @BeforeEach
    void write() throws Exception {
        root = Files.createDirectory(dir.resolve("root"));
        Random random = new Random(3);
        for (int i = 0; i < FILES; i++) {
            byte[] content = new byte[1 + random.nextInt(i % 50 == 0 ? 300_000 : 3000)];
            random.nextBytes(content);
            Files.write(root.resolve("file" + i), content);
            size += content.length;
        }
    }

    private Callable<WriteSummary> run(String name, FrozenSource source, boolean tgz) {
        return () -> {
            Path scratch = Files.createDirectory(dir.resolve(name));
            try (ObjectStore store = new MemoryStore();
                    SyncIndex index = SyncIndex.open(scratch.resolve("index"));
                    ManifestWriter manifest = new ManifestWriter(scratch.resolve("manifest"))) {
                BackupWriter writer = tgz
                        ? new TgzWriter(
                                ObjectKey.of("archive.tar.gz"), new TgzWriter.Compression(Deflaters.ofLevel(1), 1))
                        : new RsyncWriter(index, new NoMark(), name, scratch);
                return writer.write(source, store, manifest, Progress.NONE);
            }
        };
    }

    @Test
    void eachFileIsOpenedOnceForAllStores() throws Exception {
        SourceTree tree = SourceTree.of(root);
        SharedReads reads = new SharedReads(1 << 23) {
            @Override
            InputStream open(TreeEntry entry, Opening opening) throws IOException {
                return super.open(entry, () -> {
                    opened.incrementAndGet();
                    return opening.open();
                });
            }
        };
        Path scratch = Files.createDirectory(dir.resolve("scan"));
        try (FrozenSource source = FrozenSource.scan(tree, scratch, reads);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<WriteSummary>> runs = new ArrayList<>();
            runs.add(threads.submit(run("one", source, true)));
            runs.add(threads.submit(run("two", source, false)));
            runs.add(threads.submit(run("three", source, false)));
            runs.add(threads.submit(run("four", source, true)));
            for (Future<WriteSummary> run : runs) {
                assertThat(run.get().isComplete()).isTrue();
                assertThat(run.get().uploadedFiles()).isGreaterThanOrEqualTo(FILES);
                assertThat(run.get().uploadedBytes()).isGreaterThanOrEqualTo(size);
            }
            assertThat(opened.get()).isEqualTo(FILES);
            // Also who comes later, as long as all of it is kept.
            run("five", source, true).call();
            assertThat(opened.get()).isEqualTo(FILES);
        }
    }
}
