package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.holdfast.servers.ProxiedDirectory;
import org.holdfast.servers.faults.Kind;
import org.holdfast.servers.faults.Recorded;
import org.holdfast.testkit.TreeFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each request of a run as it is on the wire: providers charge for them, and each takes a journey.
class S3RequestsTest {
    /// More than one page of a listing.
    private static final int FILES = 1100;

    /// With `config.json` and `fsmetadata.json`.
    private static final int OBJECTS = FILES + 2;

    private @TempDir Path dir;
    private @TempDir Path files;

    @Test
    void areAsFewAsCanBe() throws Exception {
        Path source = Files.createDirectory(dir.resolve("source"));
        for (int i = 0; i < FILES; i++) {
            Files.writeString(source.resolve("file" + i), "content " + i);
        }
        BackupRequest request = Lab.request(source, FormatKind.RSYNC);
        try (ProxiedDirectory server = ProxiedDirectory.start(files);
                BucketLab lab = new BucketLab(server, dir)) {
            BackupRecord first = lab.backup(request, false).record();
            assertThat(count(lab, S3RequestsTest::isUpload)).isEqualTo(OBJECTS);
            assertThat(count(lab, S3RequestsTest::isCopy)).isEqualTo(OBJECTS);
            assertThat(others(lab))
                    .containsExactlyInAnyOrder(
                            // Opening: whether it is encrypted.
                            "GET_OBJECT holdfast-key-check.enc",
                            "LIST_OBJECTS_V2  flat",
                            // Whether conditions are obeyed, which is then known.
                            "PUT_OBJECT <scratch>/once",
                            "PUT_OBJECT <scratch>/once",
                            "GET_OBJECT <scratch>/once",
                            "DELETE_OBJECT <scratch>/once",
                            "PUT_OBJECT locks/app_blog.json",
                            "HEAD_OBJECT snapshot/app_blog.pending.json",
                            // What the working copy is.
                            "GET_OBJECT snapshot/app_blog.backup.json",
                            "LIST_OBJECTS_V2 snapshot/app_blog/",
                            "PUT_OBJECT snapshot/app_blog.backup.json",
                            // The backup.
                            "PUT_OBJECT snapshot/app_blog.pending.json",
                            "PUT_OBJECT <backup>.backup.json",
                            "PUT_OBJECT <backup>.manifest.jsonl.gz",
                            "GET_OBJECT <backup>.backup.json",
                            "PUT_OBJECT <backup>.backup.json",
                            "PUT_OBJECT snapshot/app_blog.backup.json",
                            "DELETE_OBJECT snapshot/app_blog.pending.json",
                            // Whether the lock is still ours, before it is removed.
                            "GET_OBJECT locks/app_blog.json",
                            "DELETE_OBJECT locks/app_blog.json");

            lab.proxy.forget();
            BackupOutcome unchanged = lab.backup(request, false);
            assertThat(unchanged.summary().uploadedFiles()).isZero();
            assertThat(count(lab, S3RequestsTest::isUpload)).isZero();
            assertThat(count(lab, S3RequestsTest::isCopy)).isEqualTo(OBJECTS);
            assertThat(others(lab))
                    .containsExactlyInAnyOrder(
                            "GET_OBJECT holdfast-key-check.enc",
                            // A store without a key check must not hold sealed backups.
                            "LIST_OBJECTS_V2  flat",
                            "LIST_OBJECTS_V2 <run>/ flat",
                            "GET_OBJECT <backup>.backup.json",
                            "PUT_OBJECT locks/app_blog.json",
                            "HEAD_OBJECT snapshot/app_blog.pending.json",
                            // A page for each 1000 files.
                            "GET_OBJECT snapshot/app_blog.backup.json",
                            "LIST_OBJECTS_V2 snapshot/app_blog/",
                            "LIST_OBJECTS_V2 snapshot/app_blog/ continued",
                            "PUT_OBJECT snapshot/app_blog.backup.json",
                            "PUT_OBJECT snapshot/app_blog.pending.json",
                            "PUT_OBJECT <backup>.backup.json",
                            "PUT_OBJECT <backup>.manifest.jsonl.gz",
                            "GET_OBJECT <backup>.backup.json",
                            "PUT_OBJECT <backup>.backup.json",
                            "PUT_OBJECT snapshot/app_blog.backup.json",
                            "DELETE_OBJECT snapshot/app_blog.pending.json",
                            // Whether the lock is still ours, before it is removed.
                            "GET_OBJECT locks/app_blog.json",
                            "DELETE_OBJECT locks/app_blog.json");

            lab.proxy.forget();
            Path target = lab.newTarget();
            lab.restore(first, target, false);
            assertThat(count(lab, S3RequestsTest::isDownload)).isEqualTo(FILES);
            assertThat(others(lab))
                    .containsExactlyInAnyOrder(
                            "GET_OBJECT holdfast-key-check.enc", "GET_OBJECT <backup>.manifest.jsonl.gz");
            assertThat(TreeFacts.of(source).differences(TreeFacts.of(target))).isEmpty();
        }
    }

    @Test
    void ofAnArchiveDoNotGrowWithItsFiles() throws Exception {
        Path source = Files.createDirectory(dir.resolve("source"));
        for (int i = 0; i < 20; i++) {
            Files.writeString(source.resolve("file" + i), "content " + i);
        }
        try (ProxiedDirectory server = ProxiedDirectory.start(files);
                BucketLab lab = new BucketLab(server, dir)) {
            BackupRecord first =
                    lab.backup(Lab.request(source, FormatKind.TGZ), true).record();
            assertThat(all(lab))
                    .containsExactlyInAnyOrder(
                            "GET_OBJECT holdfast-key-check.enc",
                            "LIST_OBJECTS_V2  flat",
                            "PUT_OBJECT <scratch>/once",
                            "PUT_OBJECT <scratch>/once",
                            "GET_OBJECT <scratch>/once",
                            "DELETE_OBJECT <scratch>/once",
                            "PUT_OBJECT locks/app_blog.json",
                            "HEAD_OBJECT snapshot/app_blog.pending.json",
                            // The first use of the store.
                            "PUT_OBJECT holdfast-key-check.enc",
                            "PUT_OBJECT snapshot/app_blog.tar.gz.enc",
                            "PUT_OBJECT snapshot/app_blog.pending.json",
                            "PUT_OBJECT <backup>.backup.json",
                            "COPY_OBJECT <backup>.tar.gz.enc",
                            "HEAD_OBJECT <backup>.tar.gz.enc",
                            "PUT_OBJECT <backup>.manifest.jsonl.gz.enc",
                            "GET_OBJECT <backup>.backup.json",
                            "PUT_OBJECT <backup>.backup.json",
                            "DELETE_OBJECT snapshot/app_blog.pending.json",
                            // Whether the lock is still ours, before it is removed.
                            "GET_OBJECT locks/app_blog.json",
                            "DELETE_OBJECT locks/app_blog.json");

            lab.proxy.forget();
            Path target = lab.newTarget();
            lab.restore(first, target, true);
            assertThat(all(lab))
                    .containsExactlyInAnyOrder(
                            // Whether it is encrypted, and the password is right.
                            "GET_OBJECT holdfast-key-check.enc",
                            "GET_OBJECT <backup>.manifest.jsonl.gz.enc",
                            "GET_OBJECT <backup>.tar.gz.enc");
            assertThat(TreeFacts.of(source).differences(TreeFacts.of(target))).isEmpty();
        }
    }

    private static boolean isUpload(Recorded request) {
        return request.kind() == Kind.PUT_OBJECT && request.key().startsWith("site/snapshot/app_blog/");
    }

    private static boolean isCopy(Recorded request) {
        return request.kind() == Kind.COPY_OBJECT;
    }

    private static boolean isDownload(Recorded request) {
        return request.kind() == Kind.GET_OBJECT && request.key().contains("/data/");
    }

    private static long count(BucketLab lab, Predicate<Recorded> which) {
        return lab.proxy.requests().stream().filter(which).count();
    }

    /// All but those of the files, by kind and by what they are about.
    private static List<String> others(BucketLab lab) {
        return lab.proxy.requests().stream()
                .filter(request -> !isUpload(request) && !isCopy(request) && !isDownload(request))
                .map(S3RequestsTest::name)
                .toList();
    }

    private static List<String> all(BucketLab lab) {
        return lab.proxy.requests().stream().map(S3RequestsTest::name).toList();
    }

    private static String name(Recorded request) {
        String what = request.key().isEmpty() ? listed(request.query()) : request.key();
        return request.kind() + " "
                + what.replaceFirst("^site/", "")
                        .replaceAll("\\.holdfast-check-[0-9a-f-]{36}", "<scratch>")
                        .replaceAll("[0-9-]{17,}/app_blog_[0-9-]+_v1\\.0", "<backup>")
                        .replaceAll("[0-9]{4}-[0-9-]+/", "<run>/");
    }

    private static String listed(String query) {
        String decoded = URLDecoder.decode(query, StandardCharsets.UTF_8);
        String prefix = decoded.replaceFirst("^(.*&)?prefix=([^&]*).*$", "$2");
        boolean continued = decoded.contains("continuation-token");
        return prefix + (decoded.contains("delimiter") ? " flat" : "") + (continued ? " continued" : "");
    }
}
