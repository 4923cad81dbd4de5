package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.holdfast.crypto.MacCoverage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The file that carries a backup's whereabouts from one server to another, and what only looks like it.
class ExportedBackupTest {
    private static final BackupRecord RECORD = new BackupRecord(
            1,
            "2026-11-20-030000-000/app_blog_2026-11-20-030211-530_v1.4.2",
            "blog",
            "1.4.2",
            BackupRecord.State.NORMAL,
            "tgz",
            true,
            Instant.parse("2026-11-20T03:00:00Z"),
            Instant.parse("2026-11-20T03:02:11.530Z"),
            10,
            1000,
            1,
            100,
            0,
            0,
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty());

    private static final Sealing SEALING = new Sealing(Optional.empty(), Optional.of("pepper"), MacCoverage.HEADER);

    private static String exported(String url) throws Exception {
        StoreLocation location = StoreLocation.parse(url, Map.of());
        return new String(
                ExportedBackup.export(location, RECORD, Optional.of("the usual one"), SEALING), StandardCharsets.UTF_8);
    }

    private static ExportedBackup parse(String json) throws Exception {
        return ExportedBackup.parse(json.getBytes(StandardCharsets.UTF_8), "blog.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/var/backups",
                "/mnt/a b/100% ü",
                "s3://my-backups/server1?provider=wasabi&region=eu-central-1",
                "s3://my-backups/a%26b?endpoint=https://minio.example.org:9000&region=here&pathStyle=true",
                "s3://my-backups?region=eu-west-1"
            })
    void isReadBackAsItWasWritten(String url) throws Exception {
        ExportedBackup read = parse(exported(url));
        StoreLocation location = StoreLocation.parse(url, Map.of());
        assertThat(read.location(Map.of())).hasToString(location.toString());
        if (location instanceof StoreLocation.Bucket(var settings)
                && read.location(Map.of()) instanceof StoreLocation.Bucket(var again)) {
            assertThat(again.region()).isEqualTo(settings.region());
            assertThat(again.provider()).isEqualTo(settings.provider());
            assertThat(again.pathStyle()).isEqualTo(settings.pathStyle());
        }
        assertThat(read.backup().value()).isEqualTo(RECORD.id());
        assertThat(read.passwordHint()).contains("the usual one");
        assertThat(read.sealing()).isEqualTo(SEALING);
        read.requireSame(RECORD);
    }

    @Test
    void saysNothingOfThisMachine() throws Exception {
        assertThat(exported("s3://bucket/p?region=eu-west-1&profile=admin&caFile=/etc/ca.pem&partSize=16MiB"))
                .doesNotContain("admin")
                .doesNotContain("ca.pem")
                .doesNotContain("partSize");
    }

    /// What is on disks out there says nothing of it.
    @Test
    void aStoreSealsAsUsualUnlessTheFileSaysOtherwise() throws Exception {
        String json = exported("/var/backups").replaceFirst("\"compatibility\" : \\{[^}]*}", "\"more\" : 1");
        assertThat(json).doesNotContain("pepper");
        assertThat(parse(json).sealing()).isEqualTo(Sealing.USUAL);
    }

    @Test
    void nobodyFindsWhatIsNowhere() {
        assertThatThrownBy(() -> exported("noop:")).isInstanceOf(BackupException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"schema\" : 1 | \"schema\" : 2 | was written by a newer holdfast (form 2",
                "\"schema\" : 1 | \"schema\" : 0 | \"schema\" is not 1",
                "\"schema\" : 1 | \"schema\" : \"x\" | not JSON of that form",
                "\"schema\" : 1 | \"schema\" : null | \"schema\" is not 1",
                "\"type\" : \"holdfast-backup\" | \"type\" : \"other\" | does not say",
                "\"store\" : | \"shop\" : | \"store\" is missing",
                "file:///var | ../var | begins neither",
                "file:///var | noop:///var | begins neither",
                "file:///var | https:///var | begins neither",
                "\"backup\" : \" | \"backup\" : \"../ | is no backup's id",
                "\"backup\" : \" | \"backup\" : \"/ | is no backup's id",
                "\"app\" : \"blog\" | \"app\" : \"other\" | are not those of",
                "\"appVersion\" : \"1.4.2\" | \"appVersion\" : \"2\" | are not those of",
                "\"header\" | \"tail\" | \"macCoverage\" is unknown",
                "\"encrypted\" : true | \"encrypted\" : null | \"encrypted\" is missing",
                "\"encrypted\" : true | \"encrypted\" : [] | not JSON of that form",
            })
    void whatIsChangedIsRefused(String old, String changed, String message) throws Exception {
        String json = exported("/var/backups");
        assertThat(json).contains(old);
        assertThatThrownBy(() -> parse(json.replace(old, changed)))
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.failure()).isEqualTo(Failure.MISCONFIGURED))
                .hasMessageContaining("blog.json")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "7", "\"holdfast-backup\"", "{}", "\u0000"})
    void whatIsNoneIsRefused(String json) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(BackupException.class)
                .hasMessageStartingWith("blog.json is no exported backup");
    }

    @ParameterizedTest
    @ValueSource(ints = {20_000, ExportedBackup.MAX_BYTES + 1})
    void whatIsDeepOrLargeIsRefused(int size) {
        assertThatThrownBy(() -> parse("[".repeat(size))).isInstanceOf(BackupException.class);
        assertThatThrownBy(() -> parse("{\"type\":".repeat(size / 8)))
                .isInstanceOf(BackupException.class)
                .hasMessageStartingWith("blog.json is no exported backup");
    }

    @ParameterizedTest
    @ValueSource(strings = {"profile=admin", "caFile=/tmp/ca.pem", "acceptSelfSigned=true", "memory=1GiB"})
    void aFileDoesNotSayWhatToTrust(String parameter) throws Exception {
        ExportedBackup read =
                parse(exported("s3://bucket/p?region=eu-west-1").replace("region=", parameter + "&region="));
        assertThatThrownBy(() -> read.location(Map.of()))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("sets more than provider");
    }

    @Test
    void clonesLieApart() throws Exception {
        for (String inside : new String[] {"/srv/blog", "/srv/blog/clone", "/srv", "/srv/x/../blog/y"}) {
            assertThatThrownBy(() -> ClonedApp.requireApart(Path.of(inside), Path.of("/srv/blog"), "the data of blog"))
                    .as(inside)
                    .isInstanceOf(BackupException.class)
                    .hasMessageContaining("overlaps the data of blog");
        }
        ClonedApp.requireApart(Path.of("/srv/blog-clone"), Path.of("/srv/blog"), "the data of blog");
    }
}
