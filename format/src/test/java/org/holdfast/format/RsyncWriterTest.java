package org.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.backends.noop.NoopStore;
import org.holdfast.sync.SourceTree;
import org.holdfast.sync.SyncIndex;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a run does at the same time. Each side waits for the other, so whoever does one after the other never ends.
@Timeout(60)
class RsyncWriterTest {
    /// After which what was sent is made durable.
    private static final long BARRIER = 4L << 30;

    private static final int DIRECTORIES = 3000;

    private @TempDir Path dir;
    private Path root;
    private Path scratch;

    @BeforeEach
    void tree() throws IOException {
        root = Files.createDirectory(dir.resolve("root"));
        scratch = Files.createDirectory(dir.resolve("scratch"));
    }

    private FrozenSource scan() throws IOException {
        return FrozenSource.scan(SourceTree.of(root), Files.createDirectory(dir.resolve("scan")), SharedReads.of(1));
    }

    private WriteSummary write(SourceScan scan, WorkingCopy workingCopy, ObjectStore store) throws IOException {
        try (SyncIndex index = SyncIndex.open(dir.resolve("index"));
                ManifestWriter manifest = new ManifestWriter(dir.resolve("manifest"))) {
            WriteSummary summary =
                    new RsyncWriter(index, workingCopy, "run", scratch).write(scan, store, manifest, Progress.NONE);
            manifest.finish("backup", "rsync", Optional.empty());
            return summary;
        }
    }

    @Test
    void theStoreIsListedWhileTheSourceIsScanned() throws IOException {
        CountDownLatch scanning = new CountDownLatch(1);
        CountDownLatch listing = new CountDownLatch(1);
        WorkingCopy workingCopy = new NoMark() {
            @Override
            public void list(ObjectVisitor visitor) throws IOException {
                listing.countDown();
                await(scanning);
            }
        };
        try (FrozenSource source = scan();
                ObjectStore store = new NoopStore()) {
            WriteSummary summary = write(
                    () -> {
                        scanning.countDown();
                        await(listing);
                        return source;
                    },
                    workingCopy,
                    store);
            assertThat(summary.isComplete()).isTrue();
        }
    }

    @Test
    void aListingEndsWithTheScanThatFails() {
        IOException failure = new IOException("no such source");
        CountDownLatch listing = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        WorkingCopy workingCopy = new NoMark() {
            @Override
            public void list(ObjectVisitor visitor) throws IOException {
                listing.countDown();
                try {
                    await(new CountDownLatch(1));
                } catch (InterruptedIOException e) {
                    interrupted.set(true);
                    throw e;
                }
            }
        };
        assertThatThrownBy(() -> write(
                        () -> {
                            await(listing);
                            throw failure;
                        },
                        workingCopy,
                        new NoopStore()))
                .isSameAs(failure);
        assertThat(interrupted).isTrue();
    }

    @Test
    void aListingThatFailsEndsTheRun() throws IOException {
        IOException failure = new IOException("no such store");
        WorkingCopy workingCopy = new NoMark() {
            @Override
            public void list(ObjectVisitor visitor) throws IOException {
                throw failure;
            }
        };
        try (FrozenSource source = scan()) {
            assertThatThrownBy(() -> write(source, workingCopy, new NoopStore()))
                    .isSameAs(failure);
        }
    }

    @Test
    void filesAreSentWhileOthersAreMadeDurable() throws IOException {
        try (RandomAccessFile large = new RandomAccessFile(root.resolve("a").toFile(), "rw")) {
            large.setLength(BARRIER);
        }
        Files.writeString(root.resolve("b"), "small");
        CountDownLatch flushing = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        try (NoopStore store = new NoopStore();
                FrozenSource source = scan()) {
            ObjectStore waiting = (ObjectStore) Proxy.newProxyInstance(
                    ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (_, method, arguments) -> {
                        boolean small = method.getName().equals("put") && arguments[0].equals(ObjectKey.of("b"));
                        if (small) {
                            await(flushing);
                        }
                        if (method.getName().equals("flush")) {
                            flushing.countDown();
                            await(sent);
                        }
                        Object result = invoke(store, method, arguments);
                        if (small) {
                            sent.countDown();
                        }
                        return result;
                    });
            WriteSummary summary = write(source, new NoMark(), waiting);
            assertThat(summary.isComplete()).isTrue();
            assertThat(summary.uploadedBytes()).isGreaterThan(BARRIER);
        }
    }

    /// What cannot be read of them is told while other entries are written.
    @Test
    void directoriesThatVanishStandInTheManifestWithWhatIsLost() throws IOException {
        for (int i = 0; i < DIRECTORIES; i++) {
            Files.createDirectory(root.resolve("d" + i));
        }
        try (FrozenSource source = scan();
                ObjectStore store = new NoopStore()) {
            for (int i = 0; i < DIRECTORIES; i++) {
                Files.delete(root.resolve("d" + i));
            }
            write(source, new NoMark(), store);
        }
        Manifest manifest = Manifest.open(dir.resolve("manifest"));
        // Among them the top, and fsmetadata.json.
        assertThat(manifest.total().entries()).isGreaterThanOrEqualTo(DIRECTORIES);
        assertThat(manifest.skipped()).isEqualTo(DIRECTORIES);
    }

    private static @Nullable Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        }
    }
}
