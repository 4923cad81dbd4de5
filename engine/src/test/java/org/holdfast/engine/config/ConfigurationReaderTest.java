package org.holdfast.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.s3.Credentials;
import org.holdfast.backends.s3.Limits;
import org.holdfast.backends.s3.S3Settings;
import org.holdfast.crypto.MacCoverage;
import org.holdfast.engine.AppId;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Compression;
import org.holdfast.engine.Failure;
import org.holdfast.engine.FormatKind;
import org.holdfast.engine.Sealing;
import org.holdfast.engine.StoreLocation;
import org.holdfast.engine.config.NotifyConfig.Occasion;
import org.holdfast.engine.retention.RetentionPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationReaderTest {
    @TempDir
    Path temporary;

    private static HookConfig hook(String command) {
        return new HookConfig(command, Optional.empty());
    }

    @Test
    void everyKeyOfABucketEndsWhereItBelongs() throws Exception {
        SiteConfig site =
                Yaml.read("""
                    sites:
                      wasabi:
                        provider: wasabi
                        bucket: my-backups
                        region: eu-central-1
                        endpoint: https://s3.eu-central-1.wasabisys.com
                        prefix: server1/
                        credentials: { accessKeyId: "${KEY}", secretAccessKey: "${SECRET}", sessionToken: a$$b }
                        pathStyle: true
                        caFile: /etc/ca.pem
                        acceptSelfSigned: true
                        verify: false
                        format: tgz
                        compression: { level: 6, native: false }
                        encryption:
                          passwordCommand: pass show ${NAME}
                          fileNames: false
                          hint: the usual one
                          compatibility: { salt: pepper, macCoverage: header }
                        contents: { exclude: [scratch] }
                        retention: { keepWithin: 2d, keepLatest: 1, keepDaily: 7, keepWeekly: 4, keepMonthly: 12, keepYearly: 3 }
                        schedule: "0 3 * * *"
                        verification: { schedule: "0 5 * * 0", readData: 10% }
                        limits: { upload: 10, download: 11, copy: 20, partSize: 16MiB, memory: 512MiB, bandwidth: 50MiB/s, requestsPerSecond: 200, timeout: 6h, nice: 0 }
                        timeZone: Europe/Berlin
                    apps:
                      scratch: { data: /srv/scratch }
                      blog: { data: /srv/blog }
                    """, Map.of("KEY", "AKIA", "SECRET", "s3cr3t")).site("wasabi");
        assertThat(site.location())
                .isEqualTo(new StoreLocation.Bucket(new S3Settings(
                        "my-backups",
                        ObjectKey.of("server1"),
                        Optional.of("wasabi"),
                        Optional.of(URI.create("https://s3.eu-central-1.wasabisys.com")),
                        Optional.of("eu-central-1"),
                        Optional.of(new Credentials("AKIA", "s3cr3t", Optional.of("a$b"))),
                        Optional.empty(),
                        Optional.of(true),
                        Optional.of(Path.of("/etc/ca.pem")),
                        true,
                        false,
                        new Limits(
                                OptionalInt.of(10),
                                OptionalInt.of(11),
                                OptionalInt.of(20),
                                OptionalLong.of(16L << 20),
                                OptionalLong.of(512L << 20),
                                OptionalLong.of(50L << 20),
                                OptionalInt.of(200)))));
        assertThat(site.format()).isEqualTo(FormatKind.TGZ);
        assertThat(site.compression()).isEqualTo(new Compression(OptionalInt.of(6), false));
        assertThat(site.encryption())
                .contains(new EncryptionConfig(
                        Optional.empty(),
                        Optional.of("pass show ${NAME}"),
                        Optional.of("the usual one"),
                        new Sealing(Optional.of(false), Optional.of("pepper"), MacCoverage.HEADER)));
        assertThat(site.contents().includes("blog")).isTrue();
        assertThat(site.contents().includes("scratch")).isFalse();
        assertThat(site.retention()).isEqualTo(new RetentionPolicy(Optional.of(Duration.ofDays(2)), 1, 7, 4, 12, 3));
        assertThat(site.limits())
                .isEqualTo(new RunLimits(OptionalLong.of(50L << 20), OptionalInt.of(200), Duration.ofHours(6), 0));
        assertThat(site.timeZone()).contains(ZoneId.of("Europe/Berlin"));
        assertThat(site.verification().orElseThrow().schedule().text()).isEqualTo("0 5 * * 0");
        assertThat(site.verification().orElseThrow().readData()).hasValue(10);
        assertThat(site.schedule().orElseThrow().next(ZonedDateTime.parse("2026-11-20T03:00:00Z")))
                .contains(ZonedDateTime.parse("2026-11-21T03:00:00Z"));
    }

    @Test
    void whatIsLeftOutIsAsUsual() throws Exception {
        Configuration configuration = Yaml.read("""
            sites:
              disk: { provider: filesystem, path: /mnt/../mnt/backup }
            apps:
              blog: { data: /srv/blog }
            notify:
              type: email
              to: a@example.org
              smtp: smtp://localhost:25
            """);
        assertThat(configuration.sites())
                .isEqualTo(Map.of(
                        "disk",
                        new SiteConfig(
                                "disk",
                                new StoreLocation.Directory(Path.of("/mnt/backup"), true, false),
                                FormatKind.RSYNC,
                                Compression.USUAL,
                                Optional.empty(),
                                SiteContents.ALL,
                                new RetentionPolicy(Optional.of(Duration.ofDays(2)), 0, 0, 0, 0, 0),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                new RunLimits(OptionalLong.empty(), OptionalInt.empty(), Duration.ofHours(12), 15),
                                Optional.empty())));
        assertThat(configuration.apps())
                .isEqualTo(Map.of(
                        "blog",
                        new AppConfig(
                                new AppId("blog"),
                                "0",
                                Path.of("/srv/blog"),
                                List.of(),
                                Map.of(),
                                HooksConfig.NONE,
                                true)));
        assertThat(configuration.notifications())
                .containsExactly(new NotifyConfig.Email(
                        List.of("a@example.org"),
                        Optional.empty(),
                        URI.create("smtp://localhost:25"),
                        Set.of(Occasion.FAILURE, Occasion.RECOVERY)));
        assertThat(configuration.timeZone()).isEmpty();
        assertThat(configuration.warnings()).isEmpty();
        assertThat(configuration.onlySite().sealing()).isEqualTo(Sealing.USUAL);
    }

    @Test
    void everyKeyOfADirectoryAnAppAndAReceiverEndsWhereItBelongs() throws Exception {
        Configuration configuration = Yaml.read("""
            configVersion: 1
            timeZone: UTC
            sites:
              disk:
                provider: filesystem
                path: ${BASE:-/mnt}/backup
                hardlinks: false
                requireMount: true
                limits: { bandwidth: 512KiB/s }
                contents: { include: no }
              nowhere: { provider: noop }
            apps:
              no:
                version: 1.10
                data: /srv/no
                exclude: "*.tmp"
                directories: { mail: /var/mail }
                hooks:
                  before: pg_dump blog > $HOLDFAST_DUMP_DIR/${DB:-x}
                  after: { command: "echo $$", timeout: 90s }
                  failed: f
                  finally: l
                  restore: r
                automatic: false
            notify:
              - { type: webhook, url: "https://example.org/hook", on: [success, failure] }
              - { type: email, to: [a@x, b@x], from: c@x, smtp: "smtps://u:p@mail:465", on: recovery }
            """);
        assertThat(configuration.site("disk").location())
                .isEqualTo(
                        new StoreLocation.Directory(Path.of("/mnt/backup"), false, true, OptionalLong.of(512 << 10)));
        assertThat(configuration.site("disk").contents().include()).contains(List.of("no"));
        assertThat(configuration.site("nowhere").location()).isEqualTo(new StoreLocation.Nowhere());
        assertThat(configuration.app("no"))
                .isEqualTo(new AppConfig(
                        new AppId("no"),
                        "1.10",
                        Path.of("/srv/no"),
                        List.of("*.tmp"),
                        Map.of("mail", Path.of("/var/mail")),
                        new HooksConfig(
                                Optional.of(hook("pg_dump blog > $HOLDFAST_DUMP_DIR/${DB:-x}")),
                                Optional.of(new HookConfig("echo $$", Optional.of(Duration.ofSeconds(90)))),
                                Optional.of(hook("f")),
                                Optional.of(hook("l")),
                                Optional.of(hook("r"))),
                        false));
        assertThat(configuration.notifications())
                .containsExactly(
                        new NotifyConfig.Webhook(
                                URI.create("https://example.org/hook"), Set.of(Occasion.SUCCESS, Occasion.FAILURE)),
                        new NotifyConfig.Email(
                                List.of("a@x", "b@x"),
                                Optional.of("c@x"),
                                URI.create("smtps://u:p@mail:465"),
                                Set.of(Occasion.RECOVERY)));
        assertThat(configuration.notifications().toString())
                .doesNotContain("u:p")
                .doesNotContain("hook\"");
        assertThat(configuration.sitesOf("no")).hasSize(2);
        assertThat(configuration.timeZone()).contains(ZoneId.of("UTC"));
    }

    @Test
    void aProfileStandsForAKeyAndTheEnvironmentFillsInAsForUrls() throws Exception {
        Configuration configuration =
                Yaml.read("""
                    sites:
                      a: { provider: s3, bucket: my-backups, profile: one }
                      b: { provider: s3, bucket: your-backups, credentials: { profile: two } }
                    """, Map.of("AWS_ENDPOINT_URL", "https://s3.example.org", "AWS_REGION", "moon"));
        assertThat(configuration.site("a").location().toString())
                .isEqualTo("s3://my-backups?endpoint=https://s3.example.org");
        S3Settings settings = ((StoreLocation.Bucket) configuration.site("b").location()).settings();
        assertThat(settings.credentialsProfile()).contains("two");
        assertThat(settings.region()).contains("moon");
    }

    @Test
    void variablesAreReplacedInValues() {
        Variables variables = new Variables(Map.of("A", "one", "B", "t w o"));
        assertThat(variables.replace("${A}-${B} ${C:-three} $$A $A ${D:-}$").text())
                .isEqualTo("one-t w o three $A $A $");
        assertThat(variables.replace("$${A} $$$A").text()).isEqualTo("${A} $$A");
        assertThat(variables.replace("${C:-three}").fromEnvironment()).isFalse();
        assertThat(variables.replace("${C} ${D} ${A}").mistakes())
                .containsExactly(
                        "the environment variable C is not set, or empty",
                        "the environment variable D is not set, or empty");
        assertThat(variables.replace("${A").mistakes())
                .containsExactly("has \"${\" without a variable's name and \"}\": write $${ for the signs themselves");
        assertThat(variables.replace("${1} ${}").mistakes()).hasSize(2);
    }

    private Path file(String text, String permissions) throws Exception {
        Path file = temporary.resolve("holdfast.yaml");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file;
    }

    private static String withSecret(String secret) {
        return """
            sites:
              a:
                provider: aws
                bucket: my-backups
                credentials:
                  accessKeyId: a
                  secretAccessKey: %s
            """.formatted(secret);
    }

    @Test
    void secretsThatOthersCanReadAreWarnedOf() throws Exception {
        ConfigurationReader reader = new ConfigurationReader(Map.of("SECRET", "hunter2"));
        Path file = file(withSecret("hunter2"), "rw-r-----");
        assertThat(reader.read(file).warnings())
                .containsExactly(
                        "others can read " + file + ", which has a secret in it (line 7); chmod 600 it, or take"
                                + " the secret from the environment");
        file(withSecret("${NOT_SET:-hunter2}"), "rw----r--");
        assertThat(reader.read(file).warnings()).hasSize(1);
        file(withSecret("hunter2"), "rw-------");
        assertThat(reader.read(file).warnings()).isEmpty();
        file(withSecret("${SECRET}"), "rw-r--r--");
        assertThat(reader.read(file).warnings()).isEmpty();
        file("notify: { type: email, to: a@b, smtp: 'smtp://u:p@h' }", "rw-r--r--");
        assertThat(reader.read(file).warnings()).hasSize(1);
        file("notify: { type: email, to: a@b, smtp: 'smtp://h' }", "rw-r--r--");
        assertThat(reader.read(file).warnings()).isEmpty();
        for (String url : List.of("https://h/T0/token", "https://h/?t=token", "https://h?t=token")) {
            file("notify: { type: webhook, url: '" + url + "' }", "rw-r--r--");
            assertThat(reader.read(file).warnings()).as(url).hasSize(1);
        }
        for (String url : List.of("https://h/T0/${SECRET}", "https://h", "http://localhost:8080/")) {
            file("notify: { type: webhook, url: '" + url + "' }", "rw-r--r--");
            assertThat(reader.read(file).warnings()).as(url).isEmpty();
        }
    }

    @Test
    void passwordFilesThatOthersCanReadAreWarnedOf() throws Exception {
        Path password = Files.writeString(temporary.resolve("password"), "correct horse");
        Path file = file(
                "sites: { a: { provider: noop, encryption: { passwordFile: %s } }, b: { provider: noop, encryption:"
                                .formatted(password)
                        + " { passwordFile: /nowhere/at/all } } }",
                "rw-r--r--");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(new ConfigurationReader(Map.of()).read(file).warnings())
                .containsExactly("others can read or change the password file " + password + "; chmod 600 it");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        assertThat(new ConfigurationReader(Map.of()).read(file).warnings()).isEmpty();
    }

    @Test
    void whatIsNoTextIsRefused() throws Exception {
        ConfigurationReader reader = new ConfigurationReader(Map.of());
        Path file = temporary.resolve("holdfast.yaml");
        assertThatThrownBy(() -> reader.read(file))
                .hasMessage("cannot read the configuration " + file + ": it does not exist");
        Files.write(file, "timeZone: \u00fc".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> reader.read(file))
                .hasMessage("cannot read the configuration " + file + ": it is not UTF-8");
        Files.write(file, new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> reader.read(file))
                .hasMessage("cannot read the configuration " + file + ": it is larger than 1 MiB")
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.failure()).isEqualTo(Failure.MISCONFIGURED));
    }

    @Test
    void directoriesThatOverlapAreFoundBehindLinks() throws Exception {
        Path data = Files.createDirectories(temporary.resolve("data/inner"));
        Path link = Files.createSymbolicLink(temporary.resolve("link"), data);
        assertThat(Yaml.mistakes("""
            apps:
              inner: { data: %1$s/link }
              outer: { data: %1$s/data }
              same: { data: %1$s/data/inner/ }
              beside: { data: %1$s/data-2, directories: { more: %1$s/more } }
            sites:
              inside: { provider: filesystem, path: %1$s/link/not/there/yet }
              deep: { provider: filesystem, path: %1$s/more/backup }
              twin: { provider: filesystem, path: %1$s/data/inner/not/there/yet }
              nowhere: { provider: noop }
              nothing: { provider: noop }
            """.formatted(temporary.toRealPath())))
                .as("by way of " + link)
                .containsExactly(
                        "3: apps.outer.data: has the data of app inner inside (line 2)",
                        "4: apps.same.data: is the data of app inner too (line 2)",
                        "4: apps.same.data: lies inside the data of app outer (line 3)",
                        "7: sites.inside: lies inside a directory of app inner (line 2), so that the backup would back"
                                + " up itself",
                        "7: sites.inside: lies inside a directory of app outer (line 3), so that the backup would back"
                                + " up itself",
                        "7: sites.inside: lies inside a directory of app same (line 4), so that the backup would back"
                                + " up itself",
                        "8: sites.deep: lies inside a directory of app beside (line 5), so that the backup would back"
                                + " up itself",
                        "9: sites.twin: is the same place as site inside (line 7): give each a prefix or directory of"
                                + " its own",
                        "9: sites.twin: lies inside a directory of app inner (line 2), so that the backup would back up"
                                + " itself",
                        "9: sites.twin: lies inside a directory of app outer (line 3), so that the backup would back up"
                                + " itself",
                        "9: sites.twin: lies inside a directory of app same (line 4), so that the backup would back up"
                                + " itself");
    }

    @Test
    void oneBucketHoldsOneSiteAPrefix() {
        assertThat(Yaml.mistakes("""
            sites:
              a: { provider: wasabi, region: eu-central-1, bucket: my-backups, prefix: one }
              b: { provider: s3, endpoint: "https://s3.eu-central-1.wasabisys.com", bucket: my-backups, prefix: one/ }
              c: { provider: wasabi, region: eu-central-1, bucket: my-backups, prefix: two }
            """))
                .containsExactly(
                        "3: sites.b: is the same place as site a (line 2): give each a prefix or directory of its own");
    }

    @Test
    void namesThatAreNotThereAreToldWithThoseThatAre() throws Exception {
        Configuration configuration =
                Yaml.read("sites: { one: { provider: noop }, two: { provider: noop } }\napps: {}\n");
        assertThatThrownBy(() -> configuration.site("on"))
                .hasMessage("there is no site on in /etc/holdfast/holdfast.yaml")
                .isInstanceOfSatisfying(BackupException.class, e -> {
                    assertThat(e.failure()).isEqualTo(Failure.NOT_FOUND);
                    assertThat(e.hint()).isEqualTo("there is one, two");
                });
        assertThatThrownBy(() -> configuration.app("blog"))
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.hint()).isEqualTo("there are no apps"));
        assertThatThrownBy(configuration::onlySite)
                .hasMessage("which site? /etc/holdfast/holdfast.yaml has 2")
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.hint()).isEqualTo("name one with --site: one, two"));
    }
}
