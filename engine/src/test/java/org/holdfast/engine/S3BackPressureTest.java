package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.holdfast.servers.ProxiedDirectory;
import org.holdfast.servers.faults.Gate;
import org.holdfast.servers.faults.Kind;
import org.holdfast.servers.faults.When;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A bucket that takes two parts and then no more: the source is read as far as the budget for parts goes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class S3BackPressureTest {
    private static final int MIB = 1 << 20;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PARTS_TAKEN = 2;

    /// As in [BackPressureTest].
    private static final long AHEAD = (8L + 2L * Runtime.getRuntime().availableProcessors()) * MIB;

    private static final long READABLE = PARTS_TAKEN * BucketLab.PART + BucketLab.MEMORY + AHEAD;

    private ProxiedDirectory server;

    @BeforeAll
    void start(@TempDir Path files) {
        server = ProxiedDirectory.start(files);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"TGZ, true", "RSYNC, false", "RSYNC, true"})
    void noMoreIsReadThanPartsMayTakeMemory(FormatKind format, boolean encrypted, @TempDir Path dir) throws Exception {
        Path source = GiganticFiles.in(dir.resolve("source"), 2 * READABLE);
        Readers readers = new Readers();
        try (BucketLab lab = new BucketLab(server, dir)) {
            Gate gate = lab.proxy.gate(When.is(Kind.UPLOAD_PART).after(PARTS_TAKEN));
            try (BackupEngine engine = lab.engine(encrypted)) {
                Thread run = Thread.ofVirtual().start(() -> {
                    try {
                        engine.backup(Lab.request(source, format), readers);
                    } catch (BackupException _) {
                        // It is interrupted below.
                    }
                });
                try {
                    gate.awaitHeld(BucketLab.AT_ONCE, LIMIT);
                    readers.awaitRest(READABLE);
                    assertThat(readers.bytes()).isBetween(PARTS_TAKEN * BucketLab.PART, READABLE);
                } finally {
                    run.interrupt();
                    gate.drop();
                    run.join();
                }
            } finally {
                gate.close();
            }
        }
    }
}
