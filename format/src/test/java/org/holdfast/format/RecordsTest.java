package org.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.backends.ObjectStore;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Cursor;
import org.holdfast.sync.FileIdentity;
import org.holdfast.sync.Kind;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.SyncIndex;
import org.holdfast.sync.TreeEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordsTest {
    private @TempDir Path dir;
    private final AtomicInteger flushes = new AtomicInteger();
    private boolean full;

    /// A store of which only flushing is asked, and that tells of what it lost only once.
    private ObjectStore store() {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (_, method, _) -> {
                    assertThat(method.getName()).isEqualTo("flush");
                    flushes.incrementAndGet();
                    if (full) {
                        full = false;
                        throw new IOException("no space left");
                    }
                    return null;
                });
    }

    private SyncIndex running(String... paths) throws IOException {
        SyncIndex index = SyncIndex.open(dir.resolve("index"));
        index.replace("g0", Cursor.empty());
        index.begin("g1", Cursor.of(List.of(paths).stream().map(BytePath::parse).toList()));
        return index;
    }

    private static StoredEntry entry(String path, long size) {
        TreeEntry tree = new TreeEntry(
                BytePath.parse(path),
                Kind.FILE,
                size,
                Instant.EPOCH,
                0600,
                0,
                0,
                Optional.empty(),
                FileIdentity.UNKNOWN);
        return new StoredEntry(tree, Optional.of("0".repeat(64)), Map.of(), Optional.empty(), false);
    }

    @Test
    void soManyFilesOrBytesAreMadeDurable() throws IOException {
        try (SyncIndex index = running("a", "b", "c", "d", "e")) {
            Records records = new Records(store(), index, 2, 100);
            records.stored(entry("a", 1));
            assertThat(flushes).hasValue(0);
            records.stored(entry("b", 1));
            assertThat(flushes).hasValue(1);
            records.removed(BytePath.parse("c"));
            records.stored(entry("d", 99));
            assertThat(flushes).hasValue(1);
            records.stored(entry("e", 0));
            assertThat(flushes).hasValue(2);
            records.barrier();
            assertThat(flushes).hasValue(3);
        }
    }

    @Test
    void whatWasLostIsNotForgottenWithTheNextFlush() throws IOException {
        try (SyncIndex index = running("a", "b")) {
            Records records = new Records(store(), index, 1, 100);
            full = true;
            assertThatThrownBy(() -> records.stored(entry("a", 1))).hasMessage("no space left");
            assertThatThrownBy(() -> records.stored(entry("b", 1))).hasMessageContaining("could not be made durable");
            assertThatThrownBy(records::barrier).hasMessageContaining("could not be made durable");
            assertThat(flushes).hasValue(1);
        }
    }
}
