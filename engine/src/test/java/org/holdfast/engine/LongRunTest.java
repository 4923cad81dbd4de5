package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.holdfast.backends.filesystem.FileSettings;
import org.holdfast.backends.filesystem.FileStore;
import org.holdfast.backends.testing.MemoryStore;
import org.holdfast.servers.ProxiedDirectory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Backups once a day while things change, fail and die: in the end every backup that is to be there restores to what
/// the source was at its time, and nothing else is left. The profile `long` has a whole year.
@Tag("long")
@Execution(ExecutionMode.CONCURRENT)
class LongRunTest {
    private static final long SEED = 20261121;
    private static final int DAYS = Integer.getInteger("long.days", 25);
    private static final int DAYS_IN_A_BUCKET = Boolean.getBoolean("long.tests") ? DAYS : Math.ceilDiv(DAYS, 4);

    private static final int ANY_NAME = 255;

    /// Sealed, it is of 255 bytes at most: this server keeps objects as files, by their names.
    private static final int NAME_OF_A_FILE_WHEN_SEALED = 140;

    private @TempDir Path dir;

    @Test
    void inADirectory() throws Exception {
        Path store = dir.resolve("store");
        LongRun run =
                new LongRun(dir, SEED, false, ANY_NAME, () -> FileStore.openOrCreate(FileSettings.defaults(store)));
        run.live(DAYS);
        assertThat(store.resolve(".holdfast-tmp")).isEmptyDirectory();
    }

    @Test
    void encryptedInMemory() throws Exception {
        MemoryStore store = new MemoryStore();
        new LongRun(dir, SEED + 1, true, ANY_NAME, () -> store).live(DAYS);
    }

    @Test
    void encryptedInABucket(@TempDir Path files) throws Exception {
        try (ProxiedDirectory server = ProxiedDirectory.start(files);
                BucketLab lab = new BucketLab(server, dir)) {
            new LongRun(dir, SEED + 2, true, NAME_OF_A_FILE_WHEN_SEALED, lab::store).live(DAYS_IN_A_BUCKET);
        }
    }
}
