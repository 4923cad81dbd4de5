package org.holdfast.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What each mistake is called. Exact, since these lines are all that somebody has to go by.
class ConfigurationMistakesTest {
    /// @param context what stands around `line`, which `@` marks in it
    /// @param mistakes each with its line
    record Case(String context, String line, List<String> mistakes) {
        String text() {
            return context.replace("@", line);
        }
    }

    private static final String TOP = "@\n";
    private static final String SITE = """
        sites:
          s:
            @
            provider: filesystem
            path: /mnt/backup
        """;
    private static final String BUCKET = """
        sites:
          s:
            @
            provider: wasabi
            region: eu-central-1
            bucket: my-backups
        """;
    private static final String BARE = """
        sites:
          s:
            @
        """;
    private static final String APP = """
        apps:
          a:
            @
            data: /srv/a
        """;
    private static final String RECEIVER = """
        notify:
          - @
        """;

    private static Case wrong(String context, String line, String... mistakes) {
        return new Case(context, line, Arrays.asList(mistakes));
    }

    private static final String PROVIDERS = "aws, cloudflare-r2, backblaze-b2, wasabi, digitalocean-spaces, scaleway,"
            + " ovh, exoscale-sos, linode, vultr, hetzner, contabo, idrive-e2, gcs, minio, ceph, storj, upcloud, ionos,"
            + " garage, s3, filesystem, noop";
    private static final String SCHEDULE =
            "must be five fields as cron has them (minute, hour, day, month, weekday), such as 0 3 * * *";

    private static final String SMTP = "write it as smtp://[USER:PASSWORD@]HOST[:PORT] or smtps://…, with %40 for an @"
            + " and %XX for whatever else is special in the user or the password";

    static Stream<Case> ofTheFile() {
        return Stream.of(
                wrong(TOP, "", "1: is empty; \"holdfast site init\" writes a first site"),
                wrong(TOP, "# nothing", "1: is empty; \"holdfast site init\" writes a first site"),
                wrong(TOP, "- a", "1: must be keys and values"),
                wrong(TOP, "site: {}", "1: site: there is no such key; did you mean sites?"),
                wrong(
                        TOP,
                        "blubber: {}",
                        "1: blubber: there is no such key; known here: configVersion, timeZone, sites, apps, notify,"
                                + " serve"),
                wrong(TOP, "sites:", "1: sites: has no value"),
                wrong(TOP, "sites: ~", "1: sites: has no value"),
                wrong(TOP, "sites: [a]", "1: sites: must be keys and values"),
                wrong(TOP, "sites: {s: x}", "1: sites.s: must be keys and values"),
                wrong(
                        TOP,
                        "timeZone: Mars/Olympus",
                        "1: timeZone: must be a time zone, such as Europe/Berlin or UTC," + " not \"Mars/Olympus\""),
                wrong(TOP, "timeZone: [UTC]", "1: timeZone: must be one value"),
                wrong(TOP, "? [a]\n: b", "1: a key must be one word"),
                wrong(TOP, "apps: {}\napps: {}", "2: apps: is there twice: first in line 1"),
                wrong(
                        TOP,
                        "apps: !java.util.HashMap {}",
                        "1: apps: has a tag (a word that begins with !):"
                                + " leave it out, or put the value in quotes"),
                wrong(
                        TOP,
                        "timeZone: !!str UTC\nsites: !x {}",
                        "2: sites: has a tag (a word that begins with !):"
                                + " leave it out, or put the value in quotes"),
                wrong(TOP, "apps: {\n}}", "2: is not YAML: expected <block end>, but found '}'"),
                wrong(
                        TOP,
                        "apps: \t{}\n\tsites: {}",
                        "2: is not YAML: found character '\\t(TAB)' that cannot start any"
                                + " token. (Do not use \\t(TAB) for indentation)"),
                wrong(TOP, "apps: {}\n---\nsites: {}", "2: is not YAML: but found another document"),
                wrong(
                        TOP,
                        "<<: {sites: {}}",
                        "1: <<: there is no such key; known here: configVersion, timeZone, sites,"
                                + " apps, notify, serve"));
    }

    static Stream<Case> ofSites() {
        return Stream.of(
                wrong(BARE, "format: tgz", "2: sites.s: needs provider"),
                wrong(BARE, "provider: [s3]", "3: sites.s.provider: must be one value"),
                wrong(
                        BARE,
                        "provider: wasaby",
                        "3: sites.s.provider: must be one of " + PROVIDERS + " (did you mean wasabi?), not \"wasaby\""),
                wrong(BARE, "provider: filesystem", "2: sites.s: needs path"),
                wrong(BARE, "provider: wasabi", "2: sites.s: needs bucket"),
                wrong(
                        BARE,
                        "{provider: noop, path: /a, bucket: b}",
                        "3: sites.s.bucket: is for buckets, and this site's provider is noop",
                        "3: sites.s.path: is for provider: filesystem"),
                wrong(
                        "sites:\n  my site:\n    provider: noop\n",
                        "",
                        "2: sites.my site: a site's name must be letters, digits, '.', '_' and '-', beginning with a"
                                + " letter or digit"),
                wrong(SITE, "hardlinks: yes", "3: sites.s.hardlinks: must be true or false, not \"yes\""),
                wrong(SITE, "hardLinks: true", "3: sites.s.hardLinks: there is no such key; did you mean hardlinks?"),
                wrong(SITE, "region: eu", "3: sites.s.region: is for buckets, and this site's provider is filesystem"),
                wrong(SITE, "format: zip", "3: sites.s.format: must be one of tgz, rsync, not \"zip\""),
                wrong(
                        SITE,
                        "format: TGZ",
                        "3: sites.s.format: must be one of tgz, rsync (did you mean tgz?), not" + " \"TGZ\""),
                wrong(SITE, "encryption: true", "3: sites.s.encryption: must be keys and values"),
                wrong(
                        SITE,
                        "encryption: {passwordFile: secret, passwordCommand: pass}",
                        "3: sites.s.encryption.passwordFile: must be an absolute path, not \"secret\"",
                        "3: sites.s.encryption.passwordCommand: there is a passwordFile already: leave one of them"
                                + " out"),
                wrong(
                        SITE,
                        "encryption: {compatibility: {salt: '', macCoverage: body, pepper: x}}",
                        "3: sites.s.encryption.compatibility.salt: must not be empty, not \"\"",
                        "3: sites.s.encryption.compatibility.macCoverage: must be one of iv, header, not \"body\"",
                        "3: sites.s.encryption.compatibility.pepper: there is no such key; known here: salt,"
                                + " macCoverage"),
                wrong(
                        SITE,
                        "retention: {keepWithin: 2, keepDaily: -1, keepWeekly: many, keepMonthly: 1000000}",
                        "3: sites.s.retention.keepWithin: must be a time, such as 90s, 30m, 12h, 2d or 3w, not \"2\"",
                        "3: sites.s.retention.keepDaily: must be a number from 0 to 999999, not \"-1\"",
                        "3: sites.s.retention.keepWeekly: must be a number from 0 to 999999, not \"many\"",
                        "3: sites.s.retention.keepMonthly: must be a number from 0 to 999999, not \"1000000\""),
                wrong(SITE, "retention: {}", "3: sites.s.retention: keeps nothing: say at least keepLatest: 1"),
                wrong(
                        SITE,
                        "retention: {keepDaily: 0}",
                        "3: sites.s.retention: keeps nothing: say at least keepLatest: 1"),
                wrong(
                        SITE,
                        "retention: {keep-daily: 3}",
                        "3: sites.s.retention.keep-daily: there is no such key; did you mean keepDaily?"),
                wrong(SITE, "schedule: 61 3 * * *", "3: sites.s.schedule: " + SCHEDULE + ", not \"61 3 * * *\""),
                wrong(SITE, "schedule: 0 3 * *", "3: sites.s.schedule: " + SCHEDULE + ", not \"0 3 * *\""),
                wrong(SITE, "schedule: 0 0 3 * * *", "3: sites.s.schedule: " + SCHEDULE + ", not \"0 0 3 * * *\""),
                wrong(
                        SITE,
                        "compression: { level: 10, native: yes, threads: 2 }",
                        "3: sites.s.compression.level: must be fast or a number from 1 to 9, not \"10\"",
                        "3: sites.s.compression.native: must be true or false, not \"yes\"",
                        "3: sites.s.compression.threads: there is no such key; known here: level, native"),
                wrong(
                        SITE,
                        "compression: { level: 6, native: true }",
                        "3: sites.s.compression.native: is for level: fast; the other levels are those of zlib"),
                wrong(SITE, "verification: { readData: 10% }", "3: sites.s.verification: needs schedule"),
                wrong(
                        SITE,
                        "verification: { schedule: 0 5 * * 0, readData: 0% }",
                        "3: sites.s.verification.readData: must be 1% to 100%, not \"0%\""),
                wrong(SITE, "schedule: ''", "3: sites.s.schedule: " + SCHEDULE + ", not \"\""),
                wrong(
                        SITE,
                        "limits: {upload: 3, bandwidth: 50MiB, timeout: 0h, nice: 20, speed: 1}",
                        "3: sites.s.limits.upload: is for buckets, and this site's provider is filesystem",
                        "3: sites.s.limits.bandwidth: must be a rate, such as 512KiB/s or 50MiB/s, not \"50MiB\"",
                        "3: sites.s.limits.timeout: must be a time, such as 90s, 30m, 12h, 2d or 3w, not \"0h\"",
                        "3: sites.s.limits.nice: must be a number from 0 to 19, not \"20\"",
                        "3: sites.s.limits.speed: there is no such key; known here: upload, download, copy, partSize,"
                                + " memory, requestsPerSecond, bandwidth, timeout, nice"),
                wrong(
                        SITE,
                        "contents: {include: [blog], exclude: wiki}",
                        "3: sites.s.contents.exclude: there is an include already: leave one of them out",
                        "3: sites.s.contents.include[0]: there is no app blog",
                        "3: sites.s.contents.exclude: there is no app wiki"));
    }

    static Stream<Case> ofBuckets() {
        return Stream.of(
                wrong(BUCKET, "path: /a", "3: sites.s.path: is for provider: filesystem"),
                wrong(BUCKET, "pathstyle: 1", "3: sites.s.pathstyle: there is no such key; did you mean pathStyle?"),
                wrong(
                        BUCKET,
                        "prefix: a//b",
                        "3: sites.s.prefix: must be names with single slashes between them, without . and .., not"
                                + " \"a//b\""),
                wrong(
                        BUCKET,
                        "endpoint: 'not an address'",
                        "3: sites.s.endpoint: must be an address, such as" + " https://HOST"),
                wrong(
                        BUCKET,
                        "endpoint: https://user:hunter2@host",
                        "3: sites.s.endpoint: must not have credentials in it: put them into credentials"),
                wrong(
                        BUCKET,
                        "credentials: {}",
                        "3: sites.s.credentials: needs accessKeyId and secretAccessKey, or profile"),
                wrong(BUCKET, "credentials: {accessKeyId: a}", "3: sites.s.credentials: needs secretAccessKey"),
                wrong(BUCKET, "credentials: {secretAccessKey: a}", "3: sites.s.credentials: needs accessKeyId"),
                wrong(
                        BUCKET,
                        "credentials: {accessKeyId: a, secretAccessKey: b, profile: c}",
                        "3: sites.s.credentials.profile: there is an access key already: leave one of them out"),
                wrong(
                        BUCKET,
                        "profile: a\n    credentials: {profile: b}",
                        "3: sites.s.profile: there are credentials already: leave one of them out"),
                wrong(
                        BUCKET,
                        "limits: {upload: 0, copy: ten, partSize: 16MB, memory: 0}",
                        "3: sites.s.limits.upload: must be a number from 1 to 999999, not \"0\"",
                        "3: sites.s.limits.copy: must be a number from 1 to 999999, not \"ten\"",
                        "3: sites.s.limits.partSize: must be a size, such as 64KiB, 16MiB or 1GiB, not \"16MB\"",
                        "3: sites.s.limits.memory: must be a size, such as 64KiB, 16MiB or 1GiB, not \"0\""),
                wrong(
                        BARE,
                        "provider: minio\n    bucket: backups",
                        "2: sites.s: provider minio has no address of its own: write endpoint: https://HOST, with a"
                                + " port if it has one"),
                wrong(
                        BARE,
                        "provider: scaleway\n    bucket: backups",
                        "2: sites.s: provider scaleway needs a region: write region: REGION, such as fr-par, nl-ams,"
                                + " pl-waw"),
                wrong(
                        BARE,
                        "provider: aws\n    bucket: b",
                        "2: sites.s: 'b' is no name of a bucket: it must have 3 or more letters, digits, dots and"
                                + " hyphens, and begin and end with a letter or digit"));
    }

    static Stream<Case> ofAppsAndReceivers() {
        return Stream.of(
                wrong("apps:\n  a:\n    @\n", "version: 1", "2: apps.a: needs data"),
                wrong(
                        "apps:\n  a b:\n    data: /a\n",
                        "",
                        "2: apps.a b: \"a b\" is no app id: use 1 to 100 letters, digits, '.', '_' or '-', beginning"
                                + " with a letter or digit"),
                wrong(
                        APP,
                        "version: a b",
                        "3: apps.a.version: must be 1 to 100 letters, digits, '.', '_', '+', '~' or '-', not \"a b\""),
                wrong(
                        "apps:\n  a:\n    data: @\n",
                        "~/data",
                        "3: apps.a.data: must be an absolute path, with ${HOME} in" + " place of ~, not \"~/data\""),
                wrong(APP, "exclude: [[a]]", "3: apps.a.exclude[0]: must be one value"),
                wrong(
                        APP,
                        "exclude: [cache/, a//b, '']",
                        "3: apps.a.exclude[1]: must be a pattern as in a gitignore file (a name in it is empty), not"
                                + " \"a//b\"",
                        "3: apps.a.exclude[2]: must not be empty, not \"\""),
                wrong(
                        APP,
                        "directories: {in: /srv/a/in, around: /srv/a/.., one: /mail, two: /mail/x}",
                        "3: apps.a.directories.in: lies inside the data of app a (line 4)",
                        "3: apps.a.directories.around: has the data of app a inside (line 4)",
                        "3: apps.a.directories.around: has a directory of app a inside (line 3)",
                        "3: apps.a.directories.two: lies inside a directory of app a (line 3)"),
                wrong(
                        APP,
                        "directories: {same: /srv/a}",
                        "3: apps.a.directories.same: is the data of app a too (line 4)"),
                wrong(
                        APP,
                        "directories: {shared: /etc/keys, other: /srv/b/x}\n    data: /srv/q\n  b:\n    directories:"
                                + " {shared: /etc/keys}\n    data: /srv/b\n  c:",
                        "3: apps.a.directories.other: lies inside the data of app b (line 7)"),
                wrong(APP, "automatic: 1", "3: apps.a.automatic: must be true or false, not \"1\""),
                wrong(
                        APP,
                        "directories: {data: /x, mail: y}",
                        "3: apps.a.directories.data: must have a name of letters, digits, '.', '_' and '-', and none"
                                + " of data, config.json, fsmetadata.json",
                        "3: apps.a.directories.mail: must be an absolute path, not \"y\""),
                wrong(
                        APP,
                        "hooks: {befor: x, after: '', failed: [x], finally: {timeout: 1h}, restore: {command: x, when:"
                                + " y}}",
                        "3: apps.a.hooks.after: must not be empty, not \"\"",
                        "3: apps.a.hooks.failed: must be keys and values",
                        "3: apps.a.hooks.finally: needs command",
                        "3: apps.a.hooks.restore.when: there is no such key; known here: command, timeout",
                        "3: apps.a.hooks.befor: there is no such key; did you mean before?"),
                wrong(
                        APP,
                        "hooks: {before: ' ', after: {command: \"\\t\"}, failed: \"a\\0b\"}",
                        "3: apps.a.hooks.before: must not be empty, not \" \"",
                        "3: apps.a.hooks.after.command: must not be empty, not \"\\x09\"",
                        "3: apps.a.hooks.failed: must not hold a NUL, not \"a\\x00b\""),
                wrong(RECEIVER, "{on: failure}", "2: notify[0]: needs type"),
                wrong(
                        RECEIVER,
                        "{type: mail}",
                        "2: notify[0].type: must be one of email, webhook (did you mean email?)," + " not \"mail\""),
                wrong(RECEIVER, "{type: email}", "2: notify[0]: needs to", "2: notify[0]: needs smtp"),
                wrong(
                        RECEIVER,
                        "{type: email, to: [admin], from: '<a@b>', smtp: 'smtp:localhost', on: [], url: x}",
                        "2: notify[0].on: must be at least one of failure, recovery, success",
                        "2: notify[0].to[0]: must be an address in ASCII, such as admin@example.org, not \"admin\"",
                        "2: notify[0].from: must be an address in ASCII, such as admin@example.org, not \"<a@b>\"",
                        "2: notify[0].smtp: must be an address that begins with smtp://HOST or smtps://HOST",
                        "2: notify[0].url: there is no such key; known here: type, on, to, from, smtp"),
                wrong(
                        RECEIVER,
                        "{type: email, to: büro@example.org, smtp: 'smtp://hunter2@localhost'}",
                        "2: notify[0].to: must be an address in ASCII, such as admin@example.org, not"
                                + " \"büro@example.org\"",
                        "2: notify[0].smtp: the mail server's URL has a user without a password; " + SMTP),
                wrong(
                        RECEIVER,
                        "{type: email, to: a@example.org, smtp: 'smtp://localhost/hunter2'}",
                        "2: notify[0].smtp: the mail server's URL is wrong; " + SMTP),
                wrong(
                        RECEIVER,
                        "{type: email, to: [], smtp: 'smtp://localhost'}",
                        "2: notify[0].to: must be at least one address"),
                wrong(
                        RECEIVER,
                        "{type: webhook, url: 'https://me:hunter2@example.org/'}",
                        "2: notify[0].url: the webhook's URL has a user in it; put what is secret into the path or the"
                                + " query"),
                wrong(
                        RECEIVER,
                        "{type: webhook, url: 'ftp://host', on: always}",
                        "2: notify[0].on: must be one of failure, recovery, success, not \"always\"",
                        "2: notify[0].on: must be at least one of failure, recovery, success",
                        "2: notify[0].url: must be an address that begins with https://HOST or http://HOST"));
    }

    static Stream<Case> all() {
        return Stream.of(ofTheFile(), ofSites(), ofBuckets(), ofAppsAndReceivers())
                .flatMap(cases -> cases);
    }

    @ParameterizedTest
    @MethodSource("all")
    void eachMistakeIsNamedWithItsLineAndKey(Case it) {
        assertThat(Yaml.mistakes(it.text())).containsExactlyElementsOf(it.mistakes());
    }

    @Test
    void allMistakesAreToldAtOnceInTheOrderOfLines() {
        assertThat(Yaml.mistakes("""
            timezone: UTC
            apps:
              a: { data: /srv/a, hooks: { before: x, befor: y } }
              b: { data: /srv/a/b }
            sites:
              one: { provider: filesystem, path: /srv/b/backup, contents: { include: [c] } }
              two: { provider: filesystem, path: /srv/b/../b/backup/, schedule: never }
              three: { provider: filesystem, path: "${NOWHERE}/x" }
            """))
                .containsExactly(
                        "1: timezone: there is no such key; did you mean timeZone?",
                        "3: apps.a.hooks.befor: there is no such key; did you mean before?",
                        "4: apps.b.data: lies inside the data of app a (line 3)",
                        "6: sites.one.contents.include[0]: there is no app c",
                        "7: sites.two.schedule: " + SCHEDULE + ", not \"never\"",
                        "7: sites.two: is the same place as site one (line 6): give each a prefix or directory of its"
                                + " own",
                        "8: sites.three.path: the environment variable NOWHERE is not set, or empty");
    }

    @Test
    void anotherVersionIsToldAloneSinceNothingElseIsCertainThen() {
        assertThat(Yaml.mistakes("configVersion: 2\nsitez: {}\n"))
                .containsExactly("1: configVersion: is 2, and this holdfast knows version 1 only: use the holdfast that"
                        + " the file was written for, or write it anew by docs/configuration.md");
        assertThat(Yaml.mistakes("configVersion: 1\nsites: {}\n")).isEmpty();
    }

    @Test
    void noSecretIsShownWhereverItStands() {
        Map<String, String> environment = Map.of("SECRET", "hunter2hunter2", "LONG", "hunter2 hunter2");
        String text = """
            sites:
              a:
                provider: wasabi
                bucket: my-backups
                region: "${LONG}"
                endpoint: "https://user:${SECRET}@host"
                secretAccessKey: hunter2hunter2
                credentials: { accessKeyId: "", secretAccessKey: ["hunter2hunter2"], sessionToken: "${hunter2" }
              b:
                provider: "${SECRET}"
                encryption: { passwordCommand: [hunter2], password: hunter2 }
                hardlinks: "${SECRET}"
            notify:
              - { type: webhook, url: "${SECRET}" }
              - { type: email, to: a@b, smtp: "smtp ://user:hunter2@host" }
            """;
        List<String> mistakes = Yaml.mistakes(text, environment);
        assertThat(mistakes).hasSizeGreaterThan(8);
        assertThat(mistakes).noneMatch(mistake -> mistake.contains("hunter2"));
        assertThat(mistakes).anyMatch(mistake -> mistake.contains("not \"${SECRET}\""));
    }

    @Test
    void neitherDoWordsThatYamlTripsOverShow() {
        for (String secret : List.of("*hunter2", "!hunter2!x", "&hunter2", "%hunter2", "@hunter2", "\"hunter2")) {
            String text = "sites:\n  a:\n    credentials: { secretAccessKey: " + secret + " }\n";
            assertThat(Yaml.mistakes(text)).as(secret).isNotEmpty().noneMatch(mistake -> mistake.contains("hunter"));
        }
    }

    @Test
    void aliasesOfAliasesCostNothing() {
        StringBuilder bomb = new StringBuilder("timeZone: UTC\nx0: &x0 [a, a, a, a, a, a, a, a, a, a]\n");
        for (int i = 1; i < 30; i++) {
            String before = "*x" + (i - 1);
            bomb.append(
                    "x%d: &x%d [%s]\n".formatted(i, i, String.join(", ", java.util.Collections.nCopies(10, before))));
        }
        bomb.append("apps: { a: { data: /srv/a, exclude: *x29 } }\n");
        assertThat(Yaml.mistakes(bomb.toString())).hasSize(30 + 10);
    }

    @Test
    void anAliasOfWhatItStandsInComesToAnEnd() {
        assertThat(Yaml.mistakes("apps: &all\n  a: *all\n"))
                .containsExactly(
                        "2: apps.a: needs data",
                        "2: apps.a.a: there is no such key; known here: version, data, exclude, directories, hooks,"
                                + " automatic");
    }

    @Test
    void whatCouldEndALineOrHideIsMadeVisible() {
        assertThat(Yaml.mistakes("\"si\\ntes\\u202e\": x"))
                .containsExactly("1: si\\x0ates\\u202e: there is no such key; did you mean sites?");
    }
}
