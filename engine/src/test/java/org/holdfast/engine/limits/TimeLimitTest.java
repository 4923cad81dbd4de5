package org.holdfast.engine.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.engine.AppId;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupOutcome;
import org.holdfast.engine.BackupRequest;
import org.holdfast.engine.Failure;
import org.holdfast.engine.FormatKind;
import org.holdfast.engine.Passwords;
import org.holdfast.engine.StateDirectory;
import org.holdfast.engine.StoreLocation;
import org.holdfast.engine.Vault;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TimeLimitTest {
    private static final int FILES = 60;
    private static final int DONE = 30;

    private @TempDir Path dir;
    private final AtomicLong passed = new AtomicLong();
    private Instant now = Instant.parse("2026-11-20T03:00:00Z");

    private BackupOutcome backup(Progress progress) throws IOException {
        InstantSource clock = () -> now = now.plusSeconds(1);
        StateDirectory state = new StateDirectory(dir.resolve("state"));
        StoreLocation location = StoreLocation.parse(dir.resolve("store").toString(), Map.of());
        Vault vault = Vault.open(location, Vault.Access.WRITE, Passwords.NONE, false, state, clock, Progress.NONE);
        try (BackupEngine engine = new BackupEngine(location, vault, state, clock)) {
            return engine.backup(
                    new BackupRequest(
                            new AppId("blog"),
                            dir.resolve("source"),
                            "1",
                            FormatKind.RSYNC,
                            Optional.empty(),
                            Optional.empty()),
                    progress);
        }
    }

    /// A real backup whose time is over once half of its files are there.
    @Test
    void aRunThatTakesTooLongFailsAndTheNextGoesOnFromThere() throws IOException {
        Files.createDirectory(dir.resolve("source"));
        for (int i = 0; i < FILES; i++) {
            Files.writeString(dir.resolve("source/file" + i), "content of " + i);
        }
        CountDownLatch over = new CountDownLatch(1);
        AtomicInteger uploaded = new AtomicInteger();
        TimeLimit limit = new TimeLimit(Duration.ofHours(12), timer(_ -> over.await()));
        assertThatThrownBy(() -> limit.run(() -> backup(event -> {
                    if (event instanceof Event.Finished(var phase, var _)
                            && phase == Event.Phase.UPLOAD
                            && uploaded.incrementAndGet() >= DONE) {
                        over.countDown();
                        // A file that never ends: each upload waits here until it is interrupted.
                        waitForever();
                    }
                })))
                .hasMessage("the run took longer than 12 h and was stopped")
                .asInstanceOf(type(BackupException.class))
                .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.FAILED))
                .satisfies(e -> assertThat(e.hint()).contains("the next run goes on from there"));
        assertThat(Thread.interrupted()).isFalse();
        assertThat(uploaded.get()).isGreaterThanOrEqualTo(DONE);
        BackupOutcome next = backup(Progress.NONE);
        // With config.json and fsmetadata.json.
        assertThat(next.record().files()).isEqualTo(FILES + 2);
        int inFlight = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
        assertThat(next.summary().uploadedFiles()).isLessThanOrEqualTo(FILES + 2 - DONE + inFlight);
    }

    private static void waitForever() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void workThatIsDoneInTimeIsLeftAlone() throws IOException {
        assertThat(new TimeLimit(Duration.ofHours(12)).<String>run(() -> "done"))
                .isEqualTo("done");
        assertThatThrownBy(() -> new TimeLimit(Duration.ofHours(12)).run(() -> {
                    throw new IOException("its own failure");
                }))
                .hasMessage("its own failure");
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void workThatEndsWellAllTheSameHasDone() throws IOException {
        TimeLimit limit = new TimeLimit(Duration.ofMinutes(90), timer(_ -> {}));
        String result = limit.run(() -> {
            waitForever();
            return "done";
        });
        assertThat(result).isEqualTo("done");
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void theTimeIsReal() {
        assertThatThrownBy(() -> new TimeLimit(Duration.ofMillis(50)).run(() -> {
                    waitForever();
                    throw new IOException("stopped");
                }))
                .hasMessage("the run took longer than 0 s and was stopped")
                .cause()
                .hasMessage("stopped");
    }

    private static Duration taken(BlockingQueue<Duration> waited) throws InterruptedIOException {
        try {
            return waited.take();
        } catch (InterruptedException e) {
            throw new InterruptedIOException(e.toString());
        }
    }

    @FunctionalInterface
    private interface Wait {
        void await(Duration time) throws InterruptedException;
    }

    private TimeLimit.Timer timer(Wait wait) {
        return new TimeLimit.Timer() {
            @Override
            public long now() {
                return passed.get();
            }

            @Override
            public void await(Duration time) throws InterruptedException {
                wait.await(time);
            }
        };
    }

    @Test
    void allWorksShareTheTime() throws Exception {
        BlockingQueue<Duration> waited = new LinkedBlockingQueue<>();
        TimeLimit limit = new TimeLimit(Duration.ofHours(12), timer(time -> {
            waited.add(time);
            new CountDownLatch(1).await();
        }));
        passed.addAndGet(Duration.ofHours(5).toNanos());
        assertThat(limit.run(() -> taken(waited))).isEqualTo(Duration.ofHours(7));
        passed.addAndGet(Duration.ofHours(7).toNanos());
        assertThatThrownBy(() -> limit.run(() -> taken(waited)))
                .hasMessage("the run took longer than 12 h and was stopped");
        assertThat(limit.run(() -> taken(waited), Duration.ofMinutes(1))).isEqualTo(Duration.ofMinutes(1));
    }
}
