package org.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Kind;
import org.holdfast.sync.OpenTree;
import org.holdfast.sync.SourceFile;
import org.holdfast.sync.SourceTree;
import org.holdfast.sync.TreeEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Counts how often real files are opened, and how much is read of them.
@Timeout(60)
class SharedReadsTest {
    private static final int LARGE = 3_000_001;

    private @TempDir Path dir;
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicLong read = new AtomicLong();
    private byte[] large;
    private SourceTree tree;

    @BeforeEach
    void write() throws IOException {
        large = new byte[LARGE];
        new Random(1).nextBytes(large);
        Files.write(dir.resolve("large"), large);
        Files.write(dir.resolve("small"), Arrays.copyOf(large, 100));
        Files.createFile(dir.resolve("empty"));
        tree = SourceTree.of(dir);
    }

    private InputStream open(SharedReads reads, TreeEntry entry) throws IOException {
        return reads.open(entry, () -> open(entry));
    }

    private InputStream open(TreeEntry entry) throws IOException {
        InputStream in = Files.newInputStream(dir.resolve(entry.path().text()));
        opened.incrementAndGet();
        return new FilterInputStream(in) {
            private boolean open = true;

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int taken = super.read(buffer, offset, length);
                read.addAndGet(Math.max(0, taken));
                return taken;
            }

            @Override
            public void close() throws IOException {
                super.close();
                if (open) {
                    open = false;
                    closed.incrementAndGet();
                }
            }
        };
    }

    private TreeEntry entry(String name) throws IOException {
        try (OpenTree open = tree.open();
                SourceFile file = open.find(BytePath.parse(name), Kind.FILE)) {
            return file.found();
        }
    }

    private static byte[] all(InputStream in) throws IOException {
        try (in) {
            return in.readAllBytes();
        }
    }

    @Test
    void whoComesSoonAfterOpensNothing() throws IOException {
        SharedReads reads = new SharedReads(1 << 20);
        for (String name : List.of("small", "empty")) {
            byte[] content = Files.readAllBytes(dir.resolve(name));
            for (int run = 0; run < 3; run++) {
                assertThat(all(open(reads, entry(name)))).isEqualTo(content);
            }
        }
        // Of an empty file there is nothing to keep.
        assertThat(opened.get()).isEqualTo(1 + 3);
        assertThat(read.get()).isEqualTo(100);
        assertThat(closed.get()).isEqualTo(opened.get());
    }

    /// Both runs go by the same list, and one of them finds another file by that name.
    @Test
    void aFileThatIsNotTheOneOfTheListIsReadByWhoFoundIt() throws IOException {
        SharedReads reads = new SharedReads(1 << 20);
        byte[] content = Files.readAllBytes(dir.resolve("small"));
        byte[] other = Arrays.copyOfRange(large, 200, 300);
        try (OpenTree open = tree.open();
                SourceFile before = open.find(BytePath.parse("small"), Kind.FILE)) {
            TreeEntry listed = before.found();
            Files.write(dir.resolve("other"), other);
            Files.move(dir.resolve("other"), dir.resolve("small"), StandardCopyOption.REPLACE_EXISTING);
            try (SourceFile after = open.find(BytePath.parse("small"), Kind.FILE)) {
                assertThat(all(new FrozenFile.OfTree(after, reads).open(listed)))
                        .isEqualTo(other);
            }
            assertThat(all(new FrozenFile.OfTree(before, reads).open(listed))).isEqualTo(content);
        }
    }

    @Test
    void readersSideBySideReadOnce() throws Exception {
        SharedReads reads = new SharedReads(1 << 20);
        int runs = 3;
        CyclicBarrier step = new CyclicBarrier(runs);
        inParallel(runs, run -> () -> {
            step.await();
            TreeEntry entry = entry("large");
            try (InputStream in = open(reads, entry)) {
                byte[] content = new byte[LARGE];
                int at = 0;
                while (at < LARGE) {
                    // They take pieces of different sizes, and are never far apart.
                    int piece = Math.min(LARGE - at, 50_000);
                    for (int done = 0; done < piece; ) {
                        done += in.read(content, at + done, Math.min(piece - done, 1000 * (run + 7)));
                    }
                    at += piece;
                    step.await();
                }
                assertThat(in.read()).isEqualTo(-1);
                assertThat(content).isEqualTo(large);
            }
            return true;
        });
        assertThat(opened.get()).isEqualTo(1);
        assertThat(read.get()).isEqualTo(LARGE);
        assertThat(closed.get()).isEqualTo(1);
    }

    private void inParallel(int runs, java.util.function.IntFunction<Callable<Boolean>> work) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int run = 0; run < runs; run++) {
                all.add(threads.submit(work.apply(run)));
            }
            for (Future<Boolean> one : all) {
                assertThat(one.get()).isTrue();
            }
        }
    }

    @Test
    void whoFallsBehindGoesOnAlone() throws IOException {
        SharedReads reads = new SharedReads(300_000);
        try (InputStream slow = open(reads, entry("large"))) {
            assertThat(slow.readNBytes(70_000)).isEqualTo(Arrays.copyOf(large, 70_000));
            assertThat(all(open(reads, entry("large")))).isEqualTo(large);
            assertThat(opened.get()).isEqualTo(1);
            assertThat(slow.readAllBytes()).isEqualTo(Arrays.copyOfRange(large, 70_000, LARGE));
        }
        assertThat(opened.get()).isEqualTo(2);
        assertThat(closed.get()).isEqualTo(2);
        // Whoever comes now finds the beginning gone.
        assertThat(all(open(reads, entry("large")))).isEqualTo(large);
        assertThat(opened.get()).isEqualTo(3);
    }

    @Test
    void whoGivesUpStopsNobody() throws IOException {
        SharedReads reads = new SharedReads(1 << 20);
        InputStream first = open(reads, entry("large"));
        InputStream second = open(reads, entry("large"));
        first.readNBytes(100_000);
        first.close();
        assertThat(all(second)).isEqualTo(large);
        assertThat(opened.get()).isEqualTo(1);
        try (InputStream third = open(reads, entry("small"))) {
            assertThat(third.read()).isEqualTo(large[0] & 0xff);
        }
        assertThat(closed.get()).isEqualTo(2);
    }

    @Test
    void aChangedFileIsReadAnew() throws IOException {
        SharedReads reads = new SharedReads(1 << 20);
        all(open(reads, entry("small")));
        Files.write(dir.resolve("small"), Arrays.copyOfRange(large, 200, 300));
        assertThat(all(open(reads, entry("small")))).isEqualTo(Arrays.copyOfRange(large, 200, 300));
        assertThat(opened.get()).isEqualTo(2);
    }

    @Test
    void afterAFailureTheOthersTryForThemselves() throws IOException {
        SharedReads reads = new SharedReads(1 << 20);
        TreeEntry entry = entry("large");
        SharedReads.Opening breaking = () -> {
            InputStream in = open(entry);
            return opened.get() > 1 ? in : new BreakingInput(in);
        };
        try (InputStream first = reads.open(entry, breaking);
                InputStream second = reads.open(entry, breaking)) {
            assertThatThrownBy(first::readAllBytes).hasMessage("a bad sector");
            assertThat(second.readAllBytes()).isEqualTo(large);
        }
        assertThat(opened.get()).isEqualTo(2);
        assertThat(closed.get()).isEqualTo(2);
    }

    private static final class BreakingInput extends FilterInputStream {
        private int reads;

        BreakingInput(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (++reads > 3) {
                throw new IOException("a bad sector");
            }
            return super.read(buffer, offset, length);
        }
    }

    @Test
    void aMissingFileIsSaidAtOnce() throws IOException {
        SharedReads reads = new SharedReads(1 << 20);
        TreeEntry entry = entry("small");
        Files.delete(dir.resolve("small"));
        assertThatThrownBy(() -> open(reads, entry)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void manyReadersOfManyFilesGetWhatIsThere() throws Exception {
        Random random = new Random(2);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int from = random.nextInt(LARGE);
            Files.write(
                    dir.resolve("file" + i),
                    Arrays.copyOfRange(large, from, Math.min(LARGE, from + random.nextInt(400_000))));
            names.add("file" + i);
        }
        // So little that they fall out all the time.
        SharedReads reads = new SharedReads(200_000);
        inParallel(6, _ -> () -> {
            for (String name : names) {
                assertThat(all(open(reads, entry(name)))).isEqualTo(Files.readAllBytes(dir.resolve(name)));
            }
            return true;
        });
        reads.close();
        assertThat(opened.get()).isLessThanOrEqualTo(6 * names.size());
        assertThat(closed.get()).isEqualTo(opened.get());
    }

    @Test
    void oneRunKeepsNothing() throws IOException {
        SharedReads reads = SharedReads.of(1);
        assertThat(all(open(reads, entry("small")))).hasSize(100);
        assertThat(all(open(reads, entry("small")))).hasSize(100);
        assertThat(opened.get()).isEqualTo(2);
    }
}
