package org.holdfast.backends.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.PermanentStoreException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// On a small disk in memory.
class FullDiskTest {
    private static final ObjectKey KEY = ObjectKey.of("a/key");

    private final FileSystem disk = Jimfs.newFileSystem(Configuration.unix().toBuilder()
            .setBlockSize(1024)
            .setMaxSize(64 * 1024)
            .build());

    private Path root;
    private FileStore store;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(disk.getPath("/backup"));
        store = new FileStore(Root.existing(root), false, new Unsynced());
    }

    @AfterEach
    void unmount() throws IOException {
        disk.close();
    }

    @Test
    void aPutThatDoesNotFitFailsAndLeavesThePlaceAsItWas() throws IOException {
        byte[] before = new byte[20_000];
        store.put(KEY, out -> out.write(before));
        for (ObjectKey key : List.of(KEY, ObjectKey.of("new"))) {
            assertThatThrownBy(() -> store.put(key, out -> out.write(new byte[100_000])))
                    .isInstanceOf(PermanentStoreException.class)
                    .hasMessageStartingWith("could not write /backup/" + key);
        }
        assertThat(Files.size(root.resolve("a/key"))).isEqualTo(20_000);
        assertThat(root.resolve("new")).doesNotExist();
        // The space is free again.
        store.put(ObjectKey.of("b"), out -> out.write(new byte[20_000]));
        try (Stream<Path> unfinished = Files.list(root.resolve(".holdfast-tmp"))) {
            assertThat(unfinished).isEmpty();
        }
    }

    @Test
    void aSourceThatSwallowsTheFailurePublishesNothing() {
        assertThatThrownBy(() -> store.put(KEY, out -> {
                    try {
                        out.write(new byte[100_000]);
                    } catch (IOException _) {
                        // As careless callers do.
                    }
                }))
                .isInstanceOf(PermanentStoreException.class);
        assertThat(root.resolve("a/key")).doesNotExist();
    }

    @Test
    void aCopyThatDoesNotFitFailsAndLeavesNothing() throws IOException {
        store.put(KEY, out -> out.write(new byte[40_000]));
        assertThatThrownBy(() -> store.copy(KEY, ObjectKey.of("copy"))).isInstanceOf(PermanentStoreException.class);
        assertThat(root.resolve("copy")).doesNotExist();
        store.delete(List.of(KEY));
        store.put(ObjectKey.of("b"), out -> out.write(new byte[40_000]));
    }

    /// A disk in memory has no directories that could be synced.
    private static final class Unsynced implements Barrier {
        @Override
        public void written(FileChannel file) {}

        @Override
        public void changed(Path directory) {}

        @Override
        public void flush() {}
    }
}
