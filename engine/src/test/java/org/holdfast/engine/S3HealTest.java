package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.holdfast.servers.ProxiedDirectory;
import org.holdfast.servers.faults.Kind;
import org.holdfast.servers.faults.Recorded;
import org.holdfast.testkit.TreeFacts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What others did to the working copy in a bucket, and a local state that got lost.
class S3HealTest {
    private static final int FILES = 30;

    private @TempDir Path dir;
    private @TempDir Path files;
    private Path source;
    private ProxiedDirectory server;
    private BucketLab lab;

    @BeforeEach
    void prepare() throws Exception {
        source = Files.createDirectory(dir.resolve("source"));
        for (int i = 0; i < FILES; i++) {
            Files.writeString(source.resolve("file" + i), "content " + i);
        }
        server = ProxiedDirectory.start(files);
        lab = new BucketLab(server, dir);
    }

    @AfterEach
    void stop() {
        lab.close();
        server.close();
    }

    private BackupOutcome backup(boolean encrypted) throws Exception {
        lab.proxy.forget();
        return lab.backup(Lab.request(source, FormatKind.RSYNC), encrypted);
    }

    private List<String> uploaded() {
        return lab.proxy.requests(Kind.PUT_OBJECT).stream()
                .map(Recorded::key)
                .filter(key -> key.startsWith("site/snapshot/app_blog/"))
                .toList();
    }

    @Test
    void uploadsWhatIsMissingOrDifferentAndSaysSo() throws Exception {
        BackupRecord first = backup(false).record();
        Files.delete(lab.file("snapshot/app_blog/data/file3"));
        // As many bytes as before, so that only the tag tells.
        lab.put("snapshot/app_blog/data/file7", "CONTENT 7");

        BackupOutcome healed = backup(false);

        assertThat(uploaded())
                .containsExactlyInAnyOrder("site/snapshot/app_blog/data/file3", "site/snapshot/app_blog/data/file7");
        assertThat(healed.summary().repairedObjects()).isEqualTo(2);
        assertThat(String.join("\n", lab.notices())).contains("file3").contains("file7");
        TreeFacts expected = TreeFacts.of(source);
        lab.assertRestores(first, expected, false);
        lab.assertRestores(healed.record(), expected, false);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rebuildsALostStateWithoutUploading(boolean encrypted) throws Exception {
        backup(encrypted);
        lab.loseState();

        BackupOutcome next = backup(encrypted);

        assertThat(uploaded()).isEmpty();
        assertThat(next.summary().uploadedFiles()).isZero();
        assertThat(lab.proxy.requests(Kind.GET_OBJECT).stream()
                        .filter(request -> request.key().contains("manifest")))
                .hasSize(1);
        assertThat(lab.proxy.requests(Kind.LIST_OBJECTS_V2).stream()
                        .filter(request -> request.query().contains("snapshot")))
                .hasSize(1);
        assertThat(String.join("\n", lab.notices())).contains("it is rebuilt from the store");
        lab.assertRestores(next.record(), TreeFacts.of(source), encrypted);
    }
}
