package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.holdfast.servers.ProxiedDirectory;
import org.holdfast.servers.faults.Kind;
import org.holdfast.servers.faults.When;
import org.holdfast.testkit.TreeFacts;

/// A bucket with backups in it and one more thing to do there.
final class S3Scene implements AutoCloseable {
    /// Large enough to break off in the middle of it.
    private static final int BIG_SIZE = 200_000;

    private static final int LARGE_SIZE = 11 << 20;
    private static final long SEED = 20261121;

    /// What is to be done.
    enum Run {
        TGZ(FormatKind.TGZ),
        /// In three parts.
        LARGE_TGZ(FormatKind.TGZ),
        RSYNC_FIRST(FormatKind.RSYNC),
        RSYNC_SECOND(FormatKind.RSYNC),
        RESTORE_TGZ(FormatKind.TGZ),
        RESTORE_RSYNC(FormatKind.RSYNC);

        private final FormatKind format;

        Run(FormatKind format) {
            this.format = format;
        }

        /// The requests that most of it is made of.
        When main() {
            return switch (this) {
                case TGZ -> When.is(Kind.PUT_OBJECT).key(".*snapshot/app_blog\\.tar\\.gz.*");
                case LARGE_TGZ -> When.is(Kind.UPLOAD_PART);
                case RSYNC_FIRST -> When.is(Kind.PUT_OBJECT).key(".*snapshot/app_blog/.*");
                case RSYNC_SECOND -> When.is(Kind.COPY_OBJECT);
                case RESTORE_TGZ -> When.is(Kind.GET_OBJECT).key(".*app_blog_.*\\.tar\\.gz.*");
                case RESTORE_RSYNC -> When.is(Kind.GET_OBJECT).key(".*/app_blog_[^/]*/.*");
            };
        }

        boolean restores() {
            return this == RESTORE_TGZ || this == RESTORE_RSYNC;
        }

        static Stream<Run> small() {
            return Stream.of(values()).filter(run -> run != LARGE_TGZ);
        }
    }

    private final BucketLab lab;
    private final Run run;
    private final boolean encrypted;
    private final Path source;
    private final TreeMap<String, TreeFacts> expected = new TreeMap<>();
    private Optional<Path> target = Optional.empty();

    private S3Scene(BucketLab lab, Run run, boolean encrypted, Path source) {
        this.lab = lab;
        this.run = run;
        this.encrypted = encrypted;
        this.source = source;
    }

    /// @param dir empty
    static S3Scene of(Run run, boolean encrypted, ProxiedDirectory server, Path dir) throws Exception {
        Path source = Files.createDirectories(dir.resolve("source"));
        S3Scene scene = new S3Scene(new BucketLab(server, dir), run, encrypted, source);
        scene.firstTree();
        if (run == Run.RSYNC_FIRST || run == Run.LARGE_TGZ) {
            scene.backup("wiki", FormatKind.TGZ);
        } else {
            scene.backup("blog", run.format);
        }
        scene.nextTree();
        scene.lab.proxy.forget();
        return scene;
    }

    BucketLab lab() {
        return lab;
    }

    private void firstTree() throws IOException {
        Random random = new Random(SEED);
        byte[] big = new byte[BIG_SIZE];
        random.nextBytes(big);
        Files.createDirectories(source.resolve("dir/empty"));
        Files.write(source.resolve("dir/big"), big);
        for (int i = 0; i < 6; i++) {
            Files.writeString(source.resolve("file" + i), "content " + i);
        }
        Files.createSymbolicLink(source.resolve("link"), Path.of("file0"));
    }

    private void nextTree() throws IOException {
        if (run.restores()) {
            return;
        }
        Files.writeString(source.resolve("file1"), "other content");
        Files.setLastModifiedTime(source.resolve("file1"), FileTime.from(Instant.parse("2026-11-20T02:00:00Z")));
        Files.delete(source.resolve("file2"));
        Files.writeString(source.resolve("added"), "added");
        if (run == Run.LARGE_TGZ) {
            byte[] large = new byte[LARGE_SIZE];
            new Random(SEED).nextBytes(large);
            Files.write(source.resolve("large"), large);
        }
    }

    private BackupRecord backup(String app, FormatKind format) throws Exception {
        BackupRequest request =
                new BackupRequest(new AppId(app), source, "1.0", format, Optional.empty(), Optional.empty());
        BackupRecord record = lab.backup(request, encrypted).record();
        assertThat(record.isComplete()).isTrue();
        expected.put(record.id(), TreeFacts.of(source));
        return record;
    }

    /// Does it.
    void play() throws Exception {
        if (run.restores()) {
            BackupRecord record = lab.listed(encrypted).getLast();
            Path now = lab.newTarget();
            target = Optional.of(now);
            lab.restore(record, now, encrypted);
            assertThat(TreeFacts.of(source).differences(TreeFacts.of(now))).isEmpty();
            return;
        }
        backup("blog", run.format);
    }

    /// Every backup that was made is there, nothing else is listed, and each restores to what was backed up.
    void assertAllRestore() throws Exception {
        List<BackupRecord> listed = lab.listed(encrypted);
        assertThat(listed.stream().map(BackupRecord::id)).containsExactlyElementsOf(expected.keySet());
        for (BackupRecord record : listed) {
            lab.assertRestores(record, Objects.requireNonNull(expected.get(record.id())), encrypted);
        }
    }

    /// What a restore that failed has left has no name that anybody takes for the app's data.
    void assertNothingHalfRestored() throws IOException {
        if (target.isEmpty() || !Files.exists(target.get())) {
            return;
        }
        try (var left = Files.list(target.get())) {
            assertThat(left).isEmpty();
        }
    }

    @Override
    public void close() {
        lab.close();
    }
}
