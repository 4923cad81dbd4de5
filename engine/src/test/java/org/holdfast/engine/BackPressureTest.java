package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.assertj.core.api.AbstractThrowableAssert;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.Interruption;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.testing.MemoryStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// However much there is to read and however slow the store: what was read and not taken has a bound, so that no store
/// makes memory grow. See [S3BackPressureTest] for parts that are on their way to a bucket.
@Timeout(120)
class BackPressureTest {
    private static final int MIB = 1 << 20;

    /// What may be between source and store: buffers for each file that is read and each processor that compresses.
    private static final long AHEAD = (8L + 2L * Runtime.getRuntime().availableProcessors()) * MIB;

    private static final long TAKEN = 24L * MIB;

    private final MemoryStore memory = new MemoryStore();
    private final Readers readers = new Readers();
    private @TempDir Path dir;

    private AbstractThrowableAssert<?, ? extends Throwable> backup(
            FormatKind format, boolean encrypted, ObjectStore store) throws Exception {
        Path source = GiganticFiles.in(dir.resolve("source"), TAKEN + 2 * AHEAD);
        try (BackupEngine engine = new Lab(dir.resolve("state")).engine(store, encrypted)) {
            return assertThatThrownBy(() -> engine.backup(Lab.request(source, format), readers));
        }
    }

    private ObjectStore reluctant() {
        return new ReluctantStore(memory, readers, TAKEN, AHEAD);
    }

    @ParameterizedTest
    @CsvSource({"TGZ, false", "TGZ, true", "RSYNC, false", "RSYNC, true"})
    void noMoreIsReadThanTheStoreTakes(FormatKind format, boolean encrypted) throws Exception {
        backup(format, encrypted, reluctant()).hasMessageContaining(ReluctantStore.ENOUGH);
    }

    /// That the test above would fail.
    @Test
    void aQueueWithoutABoundIsNoticed() throws Exception {
        backup(FormatKind.TGZ, true, hoarding(reluctant())).hasMessageContaining(ReluctantStore.TOO_FAR);
    }

    /// A store that takes whatever comes, and passes it on when it can.
    private static ObjectStore hoarding(ObjectStore store) {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (_, method, arguments) -> {
                    if (method.getName().equals("put")) {
                        return put(store, (ObjectKey) arguments[0], (ByteSource) arguments[1]);
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static Optional<String> put(ObjectStore store, ObjectKey key, ByteSource source) throws IOException {
        BlockingQueue<byte[]> queue = new LinkedBlockingQueue<>();
        Thread reading = Thread.ofVirtual().start(() -> fill(queue, source));
        try {
            return store.put(key, out -> drain(queue, out));
        } finally {
            reading.interrupt();
        }
    }

    private static void fill(BlockingQueue<byte[]> queue, ByteSource source) {
        try {
            source.writeTo(new OutputStream() {
                @Override
                public void write(int b) {
                    queue.add(new byte[] {(byte) b});
                }

                @Override
                public void write(byte[] bytes, int offset, int count) {
                    if (count > 0) {
                        queue.add(Arrays.copyOfRange(bytes, offset, offset + count));
                    }
                }
            });
        } catch (IOException _) {
            // The store had enough before.
        } finally {
            queue.add(new byte[0]);
        }
    }

    private static void drain(BlockingQueue<byte[]> queue, OutputStream out) throws IOException {
        try {
            for (byte[] bytes = queue.take(); bytes.length > 0; bytes = queue.take()) {
                out.write(bytes);
            }
        } catch (InterruptedException e) {
            throw Interruption.of(e);
        }
    }
}
