package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.holdfast.engine.verify.VerifyMode;
import org.holdfast.engine.verify.VerifyResult;
import org.holdfast.servers.ProxiedDirectory;
import org.holdfast.servers.faults.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Backups in a bucket that are held against their manifests.
class S3VerifyTest {
    private static final int FILES = 30;

    private @TempDir Path dir;
    private @TempDir Path files;
    private final VerifyLab told = new VerifyLab();
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

    private VerifyResult verify(boolean encrypted, VerifyMode mode) throws Exception {
        lab.proxy.forget();
        try (BackupEngine engine = lab.engine(encrypted)) {
            return told.verify(engine, mode, 100);
        }
    }

    @ParameterizedTest
    @CsvSource({"RSYNC, false", "RSYNC, true", "TGZ, false", "TGZ, true"})
    void aGoodBackupIsGoodInEveryWay(FormatKind format, boolean encrypted) throws Exception {
        lab.backup(Lab.request(source, format), encrypted);
        for (VerifyMode mode : VerifyMode.values()) {
            VerifyResult result = verify(encrypted, mode);
            assertThat(result.findings()).isEmpty();
            if (mode != VerifyMode.QUICK) {
                assertThat(result.read()).isEqualTo(result.whole());
            }
        }
        BackupRecord record = Objects.requireNonNull(lab.listed(encrypted).getFirst());
        assertThat(record.verification().orElseThrow().mode()).isEqualTo("drill");
        assertThat(record.isDamaged()).isFalse();
    }

    @Test
    void damageIsFoundAndSeveralFilesAreReadAtOnce() throws Exception {
        BackupRecord record =
                lab.backup(Lab.request(source, FormatKind.RSYNC), false).record();
        Files.delete(lab.file(record.id() + "/data/file3"));
        lab.put(record.id() + "/data/file7", "CONTENT 7");
        lab.put(record.id() + "/data/file8", "longer than before");
        lab.put(record.id() + "/data/other", "new");

        assertThat(VerifyLab.found(verify(false, VerifyMode.QUICK)))
                .containsExactly("extra data/other", "missing data/file3", "size data/file8");
        // The records, the manifest, and what concerns the lock.
        assertThat(lab.proxy.requests(Kind.GET_OBJECT).stream()
                        .filter(request -> request.key().contains("/data/")))
                .isEmpty();

        VerifyResult read = verify(false, VerifyMode.READ_DATA);
        assertThat(VerifyLab.found(read))
                .containsExactly("content data/file7", "extra data/other", "missing data/file3", "size data/file8");
        assertThat(read.read().files()).isEqualTo(record.files() - 3);
        assertThat(lab.proxy.maxInFlight(Kind.GET_OBJECT)).isGreaterThan(1);
        assertThat(lab.listed(false).getFirst().isDamaged()).isTrue();
    }
}
