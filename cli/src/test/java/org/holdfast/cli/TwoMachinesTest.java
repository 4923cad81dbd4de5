package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.holdfast.servers.ProxiedDirectory;
import org.holdfast.servers.faults.FaultProxy;
import org.holdfast.servers.faults.Gate;
import org.holdfast.servers.faults.Kind;
import org.holdfast.servers.faults.When;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two processes with state directories of their own, as on two machines, at one app on one store.
class TwoMachinesTest {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int LOCKED = 11;
    private static final int KILLED = 128 + 9;

    private @TempDir Path dir;
    private @TempDir Path files;
    private Path source;
    private ProxiedDirectory server;
    private FaultProxy proxy;
    private String bucket;

    @BeforeEach
    void start() throws IOException {
        source = Files.createDirectory(dir.resolve("source"));
        for (int i = 0; i < 20; i++) {
            Files.writeString(source.resolve("file" + i), "content " + i);
        }
        server = ProxiedDirectory.start(files);
        proxy = FaultProxy.start(server);
        bucket = proxy.newBucket();
    }

    @AfterEach
    void stop() {
        proxy.close();
        server.close();
    }

    private Process create(String machine, String store) throws IOException {
        List<String> command = new ArrayList<>(SharedClasses.program());
        command.addAll(List.of("backup", "create", "--source", source.toString(), "--to", store));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve(machine + ".output").toFile());
        builder.environment()
                .putAll(Map.of(
                        "HOLDFAST_STATE",
                        dir.resolve(machine).toString(),
                        "AWS_ACCESS_KEY_ID",
                        proxy.accessKeyId(),
                        "AWS_SECRET_ACCESS_KEY",
                        proxy.secretAccessKey()));
        return builder.start();
    }

    private String bucketUrl() {
        return "s3://" + bucket + "/site?endpoint=" + proxy.endpoint() + "&uploads=2&copies=2";
    }

    private String output(String machine) throws IOException {
        return Files.readString(dir.resolve(machine + ".output"), StandardCharsets.UTF_8);
    }

    private void assertRuns(String machine, String store) throws Exception {
        assertThat(create(machine, store).waitFor()).as(output(machine)).isZero();
    }

    @Test
    void onABucketTheSecondIsRefusedAndAKilledOneIsFollowedAtOnce() throws Exception {
        Gate gate = proxy.gate(
                When.is(Kind.PUT_OBJECT).key("site/snapshot/app_source/.*").after(5));
        Process first = create("one", bucketUrl());
        gate.awaitHeld(1, SOON);
        assertThat(create("two", bucketUrl()).waitFor()).as(output("two")).isEqualTo(LOCKED);
        assertThat(output("two")).contains("another run works on app source in", "process " + first.pid());
        first.destroyForcibly();
        assertThat(first.waitFor()).isEqualTo(KILLED);
        gate.drop();

        assertRuns("two", bucketUrl());
        assertThat(output("two")).contains("process " + first.pid(), "is taken over: its process is gone");
        assertThat(locks(files.resolve(bucket).resolve("site"))).isEmpty();
        assertRuns("one", bucketUrl());
        assertThat(output("one")).doesNotContain("taken over");
    }

    @Test
    void ofTwoThatBeginAtOnceExactlyOneRuns() throws Exception {
        Gate gate = proxy.gate(When.is(Kind.PUT_OBJECT).key("site/locks/.*"));
        Process first = create("one", bucketUrl());
        Process second = create("two", bucketUrl());
        gate.awaitHeld(2, SOON);
        // The winner goes no further before the other is refused.
        Gate copies = proxy.gate(When.is(Kind.COPY_OBJECT));
        gate.release();
        copies.awaitHeld(1, SOON);
        CompletableFuture.anyOf(first.onExit(), second.onExit()).get(SOON.toSeconds(), TimeUnit.SECONDS);
        copies.release();
        assertThat(List.of(first.waitFor(), second.waitFor())).containsExactlyInAnyOrder(0, LOCKED);
    }

    @Test
    void onADirectoryTheSecondIsRefusedAndAKilledOneIsFollowedAtOnce() throws Exception {
        Path store = dir.resolve("store");
        assertRuns("one", store.toString());
        // A hole, large enough to be at it for a while.
        try (RandomAccessFile large =
                new RandomAccessFile(source.resolve("large").toFile(), "rw")) {
            large.setLength(8L << 30);
        }
        Process first = create("one", store.toString());
        while (first.isAlive() && locks(store).isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(create("two", store.toString()).waitFor()).as(output("two")).isEqualTo(LOCKED);
        first.destroyForcibly();
        assertThat(first.waitFor()).as("killed while it held the lock").isEqualTo(KILLED);
        Files.delete(source.resolve("large"));

        assertRuns("two", store.toString());
        assertThat(output("two")).contains("process " + first.pid(), "is taken over: its process is gone");
        assertThat(locks(store)).isEmpty();
    }

    private static List<Path> locks(Path store) throws IOException {
        Path locks = store.resolve("locks");
        if (!Files.isDirectory(locks)) {
            return List.of();
        }
        try (var found = Files.list(locks)) {
            return found.toList();
        }
    }
}
