package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppLockTest {
    private static final Instant NOW = Instant.parse("2026-11-28T03:00:00Z");

    private @TempDir Path dir;

    private AppLock acquire(Path file) throws IOException {
        return AppLock.acquire(file, new AppId("blog"), "in a store", NOW);
    }

    /// Whether another process could take it.
    private static boolean isFree(Path file) throws Exception {
        String python = "import fcntl, sys; fcntl.lockf(open(sys.argv[1], 'r+'), fcntl.LOCK_EX | fcntl.LOCK_NB)";
        return new ProcessBuilder("python3", "-c", python, file.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    /// To open it a second time, and to close that again, would free it.
    @Test
    void whatThisProcessHoldsStaysHeldWhenItIsRefusedToAnotherOfItsThreads() throws Exception {
        Path file = dir.resolve("lock");
        Path link = Files.createSymbolicLink(dir.resolve("elsewhere"), dir);
        try (AppLock _ = acquire(file)) {
            assertThatExceptionOfType(BackupException.class)
                    .isThrownBy(() -> acquire(link.resolve("lock")))
                    .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.LOCKED))
                    .withMessageContaining(
                            "process %d, since", ProcessHandle.current().pid());
            assertThat(isFree(file)).isFalse();
        }
        assertThat(isFree(file)).isTrue();
        acquire(file).close();
    }
}
