package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.holdfast.servers.ProxiedDirectory;
import org.holdfast.servers.faults.FaultProxy;
import org.holdfast.servers.faults.Gate;
import org.holdfast.servers.faults.Kind;
import org.holdfast.servers.faults.When;
import org.holdfast.testkit.TreeFacts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` of real processes that back up to a bucket, at chosen requests.
class S3KillTest {
    private static final long SEED = 20261121;
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int UPLOADS = 4;
    private static final int PART = 5 << 20;
    private static final When WORKING_TREE = When.is(Kind.PUT_OBJECT).key("site/snapshot/app_source/.*");

    private @TempDir Path dir;
    private @TempDir Path files;
    private Path source;
    private ProxiedDirectory server;
    private FaultProxy proxy;
    private String bucket;

    @BeforeEach
    void start() throws IOException {
        source = Files.createDirectory(dir.resolve("source"));
        server = ProxiedDirectory.start(files);
        proxy = FaultProxy.start(server);
        bucket = proxy.newBucket();
    }

    @AfterEach
    void stop() {
        proxy.close();
        server.close();
    }

    private void fill(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Files.writeString(source.resolve("file" + i), "content " + i);
        }
    }

    private void addLarge(int size) throws IOException {
        byte[] large = new byte[size];
        new Random(SEED).nextBytes(large);
        Files.write(source.resolve("large"), large);
    }

    private Process holdfast(boolean encrypted, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(SharedClasses.program());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("output").toFile());
        builder.environment()
                .putAll(Map.of(
                        "HOLDFAST_STATE",
                        dir.resolve("state").toString(),
                        "AWS_ACCESS_KEY_ID",
                        proxy.accessKeyId(),
                        "AWS_SECRET_ACCESS_KEY",
                        proxy.secretAccessKey()));
        if (encrypted) {
            builder.environment().put("HOLDFAST_PASSWORD", "correct horse battery staple");
        }
        return builder.start();
    }

    private String store() {
        return "s3://" + bucket + "/site?endpoint=" + proxy.endpoint() + "&uploads=" + UPLOADS + "&copies=" + UPLOADS
                + "&partSize=5MiB";
    }

    private Process create(String format, boolean encrypted) throws IOException {
        return holdfast(
                encrypted, "backup", "create", "--source", source.toString(), "--to", store(), "--format", format);
    }

    private String run(boolean encrypted, String... arguments) throws Exception {
        Process process = holdfast(encrypted, arguments);
        assertThat(process.waitFor()).as(output()).isZero();
        return output();
    }

    private String completed(String format, boolean encrypted) throws Exception {
        return run(encrypted, "backup", "create", "--source", source.toString(), "--to", store(), "--format", format);
    }

    private String output() throws IOException {
        return Files.readString(dir.resolve("output"), StandardCharsets.UTF_8);
    }

    /// Starts a backup, and kills it when so many requests are held at the gate and no other of that kind is under way.
    private void killAt(Gate gate, Kind kind, int held, String format, boolean encrypted) throws Exception {
        Process process = create(format, encrypted);
        try {
            gate.awaitHeld(held, SOON);
            long end = System.nanoTime() + SOON.toNanos();
            while (proxy.inFlight(kind) > gate.held() && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(process.exitValue()).as(output()).isEqualTo(128 + 9);
        gate.drop();
    }

    private void assertLatestRestores(boolean encrypted) throws Exception {
        Path target = dir.resolve("target");
        run(encrypted, "backup", "restore", "latest", "--from", store(), "--target", target.toString());
        assertThat(TreeFacts.of(source).differences(TreeFacts.of(target))).isEmpty();
    }

    private List<String> ids() throws Exception {
        return run(false, "backup", "list", "--from", store(), "--json")
                .lines()
                .filter(line -> line.contains("\"id\""))
                .toList();
    }

    private long uploads() {
        return proxy.requests(Kind.PUT_OBJECT).stream()
                .filter(request -> request.key().startsWith("site/snapshot/app_source/"))
                .count();
    }

    @Test
    void whatArrivedOfManyFilesIsNotSentAgain() throws Exception {
        int count = 120;
        int arrived = 60;
        fill(count);
        killAt(proxy.gate(WORKING_TREE.after(arrived)), Kind.PUT_OBJECT, UPLOADS, "rsync", false);
        proxy.forget();

        completed("rsync", false);

        // With config.json and fsmetadata.json. What was held is sent again, and may be doubted what came just before.
        int rest = count + 2 - arrived;
        assertThat(uploads()).isBetween((long) rest, (long) rest + UPLOADS);
        assertLatestRestores(false);
    }

    @Test
    void theMissingPartsOfALargeFileAreSentAndNoOthers() throws Exception {
        int size = 30 << 20;
        int parts = 7;
        int arrived = 3;
        addLarge(size);
        Gate gate = proxy.gate(When.is(Kind.UPLOAD_PART).after(arrived));
        killAt(gate, Kind.UPLOAD_PART, 1, "rsync", true);
        proxy.forget();

        completed("rsync", true);

        assertThat(proxy.count(Kind.CREATE_MULTIPART_UPLOAD)).isZero();
        assertThat(proxy.count(Kind.UPLOAD_PART)).isEqualTo(parts - arrived);
        assertThat(proxy.count(Kind.COMPLETE_MULTIPART_UPLOAD)).isOne();
        assertLatestRestores(true);
    }

    @Test
    void cleanupAbortsTheUploadOfAnArchive() throws Exception {
        addLarge(4 * PART);
        killAt(proxy.gate(When.is(Kind.UPLOAD_PART).after(2)), Kind.UPLOAD_PART, 1, "tgz", false);
        proxy.forget();

        assertThat(run(false, "backup", "cleanup", "--from", store())).contains("kept unfinished upload snapshot/");
        assertThat(proxy.count(Kind.ABORT_MULTIPART_UPLOAD)).isZero();
        assertThat(run(false, "backup", "cleanup", "--from", store(), "--older-than", "0s"))
                .contains("removed unfinished upload snapshot/app_source.tar.gz");
        assertThat(proxy.count(Kind.ABORT_MULTIPART_UPLOAD)).isOne();
        run(false, "backup", "cleanup", "--from", store(), "--older-than", "0s");
        assertThat(output()).contains("there is nothing to clean up");
        completed("tgz", false);
        assertLatestRestores(false);
    }

    @Test
    void whatWasCopiedOfADeadBackupIsRemovedByTheNextRun() throws Exception {
        fill(60);
        completed("rsync", false);
        TreeFacts before = TreeFacts.of(source);
        List<String> first = ids();
        Files.writeString(source.resolve("file3"), "other content");
        killAt(proxy.gate(When.is(Kind.COPY_OBJECT).after(30)), Kind.COPY_OBJECT, UPLOADS, "rsync", false);
        assertThat(ids()).isEqualTo(first).hasSize(1);
        Path target = dir.resolve("earlier");
        run(false, "backup", "restore", "latest", "--from", store(), "--target", target.toString());
        assertThat(before.differences(TreeFacts.of(target))).isEmpty();
        proxy.forget();

        completed("rsync", false);

        assertThat(uploads()).isZero();
        assertThat(ids()).hasSize(2).containsAll(first);
        assertLatestRestores(false);
        assertThat(backups()).hasSize(2);
        run(false, "backup", "cleanup", "--from", store(), "--older-than", "0s");
        assertThat(output()).contains("there is nothing to clean up");
    }

    /// The names of the trees of all backups, finished or not.
    private List<String> backups() throws IOException {
        try (var paths = Files.find(
                files.resolve(bucket).resolve("site"),
                2,
                (path, facts) ->
                        facts.isDirectory() && path.getFileName().toString().startsWith("app_source_"))) {
            return paths.map(Path::toString).toList();
        }
    }
}
