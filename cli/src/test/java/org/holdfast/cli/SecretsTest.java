package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.holdfast.servers.ProxiedDirectory;
import org.holdfast.testkit.Needles;
import org.holdfast.testkit.Vectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Whatever the program does, right or wrong, no secret comes out: nothing that it prints, logs, keeps, stores in the
/// clear, sends or gives to a hook holds a password, a key or a credential in any usual form.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
final class SecretsTest {
    /// The first of the vectors, which also give its keys.
    private static final String PASSWORD = "correct horse battery staple";

    private static final String WRONG_PASSWORD = "Vexing-Otters-Climb-27-Ladders";
    private static final String WRONG_KEY = "Yn5+wrong/Key8ofAnotherUser3";
    private static final String SESSION = "FwoGZXIvYXdzSessionToken12345";
    private static final String HOOK = "T0Hooked-On-9-Phonics";
    private static final String MAIL = "mailbox-Pa55phrase";

    /// Shows all that a hook can see of the program that runs it, and of itself.
    private static final String SPY = """
        env; cat /proc/self/environ /proc/self/cmdline /proc/$$/cmdline /proc/$$/environ /proc/$PPID/cmdline \
        | tr "\\0" "\\n"\
        """.strip();

    private static final String CONFIGURATION =
            """
            sites:
              bucket:
                provider: s3
                endpoint: ${S3_ENDPOINT}
                bucket: ${S3_BUCKET}
                region: us-east-1
                prefix: server1
                SECRETS
                retention: { keepLatest: 1 }
              disk:
                provider: filesystem
                path: ${PLACE}/disk
                retention: { keepLatest: 1 }
            apps:
              blog:
                version: 1.4.2
                data: ${PLACE}/blog
                hooks: { before: 'SPY', restore: 'SPY' }
            notify:
              - { type: webhook, url: "${HOOKS}/hook/HOOKSECRET", on: [failure, recovery, success] }
              - { type: webhook, url: "http://127.0.0.1:1/HOOKSECRET?token=HOOKSECRET", on: [failure, success] }
              - { type: email, to: me@example.org, smtp: "smtp://me:MAILSECRET@127.0.0.1:1", on: [failure, success] }
            """.replace("HOOKSECRET", HOOK).replace("MAILSECRET", MAIL).replace("SPY", SPY);

    private Path temporary;
    private ProxiedDirectory server;
    private final Map<String, byte[]> received = new TreeMap<>();
    private HttpServer hooks;
    private Needles secrets;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        temporary = directory;
        server = ProxiedDirectory.start(Files.createDirectory(temporary.resolve("objects")));
        hooks = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hooks.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            synchronized (received) {
                received.put(
                        "notice " + received.size() + " "
                                + exchange.getRequestHeaders().entrySet(),
                        body);
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        hooks.start();
        secrets = Needles.of(Map.of(
                        "password", PASSWORD,
                        "wrong password", WRONG_PASSWORD,
                        "secret access key", server.secretAccessKey(),
                        "wrong secret access key", WRONG_KEY,
                        "session token", SESSION,
                        "webhook's secret", HOOK,
                        "mail server's password", MAIL))
                .and(keys());
    }

    /// The four keys of the password.
    private static Map<String, byte[]> keys() {
        Map<String, byte[]> keys = new TreeMap<>();
        var vector = Vectors.json("cbv2.json")
                .get("cases")
                .valueStream()
                .filter(testCase -> testCase.get("password").asString().equals(PASSWORD))
                .findFirst()
                .orElseThrow();
        vector.get("keys")
                .forEachEntry((name, hex) -> keys.put(name, HexFormat.of().parseHex(hex.asString())));
        assertThat(keys).hasSize(4);
        return keys;
    }

    @AfterAll
    void stop() {
        hooks.stop(0);
        server.close();
    }

    /// A server with a configuration, and all that its program has printed.
    private final class Machine {
        final Path place;
        final String bucket = server.newBucket();
        final Map<String, String> environment = new HashMap<>();
        final List<String> forms;
        int runs;

        Machine(String name, String secrets, String... forms) throws IOException {
            place = Files.createDirectory(temporary.resolve(name));
            Files.createDirectories(place.resolve("blog"));
            Files.createDirectory(place.resolve("printed"));
            Files.createDirectory(place.resolve("temporary"));
            Files.writeString(place.resolve("blog/post"), "content");
            secret("password", PASSWORD + "\n");
            secret("wrong", WRONG_PASSWORD + "\n");
            secret("holdfast.yaml", CONFIGURATION.replace("SECRETS", secrets));
            this.forms = List.of(forms);
            environment.putAll(Map.of(
                    "PATH",
                    "/usr/local/bin:/usr/bin:/bin",
                    "PLACE",
                    place.toString(),
                    "S3_ENDPOINT",
                    server.endpoint().toString(),
                    "S3_BUCKET",
                    bucket,
                    "HOOKS",
                    "http://127.0.0.1:" + hooks.getAddress().getPort(),
                    "HOLDFAST_CONFIG",
                    place.resolve("holdfast.yaml").toString(),
                    "HOLDFAST_STATE",
                    place.resolve("state").toString(),
                    "AWS_EC2_METADATA_DISABLED",
                    "true",
                    "AWS_CONFIG_FILE",
                    "/dev/null",
                    "AWS_SHARED_CREDENTIALS_FILE",
                    "/dev/null"));
        }

        private void secret(String name, String content) throws IOException {
            Path file = place.resolve(name);
            Files.writeString(file, content);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }

        /// Runs a command where everybody may read what nobody protects.
        void run(int exitCode, String command, Map<String, String> more) throws Exception {
            List<String> line = new ArrayList<>(List.of("sh", "-c", "umask 0; exec \"$@\"", "sh"));
            line.addAll(SharedClasses.program());
            line.add(line.indexOf("-cp"), "-Djava.io.tmpdir=" + place.resolve("temporary"));
            line.addAll(List.of(command.split(" ", -1)));
            line.addAll(forms);
            Path out = place.resolve("printed/%02d.out".formatted(runs));
            Path err = place.resolve("printed/%02d.err".formatted(runs++));
            ProcessBuilder builder = new ProcessBuilder(line)
                    .directory(place.toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            builder.environment().putAll(more);
            Process process = builder.start();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(command).isTrue();
            assertThat(process.exitValue())
                    .as(command + "\n" + Files.readString(out) + Files.readString(err))
                    .isEqualTo(exitCode);
        }

        void run(int exitCode, String command) throws Exception {
            run(exitCode, command, Map.of());
        }

        /// Everything that a user does, and what goes wrong.
        void live() throws Exception {
            run(0, "server backup");
            run(0, "backup list --site bucket");
            run(0, "backup show blog@latest --site bucket");
            run(0, "backup verify --all --read-data --site bucket");
            run(0, "backup restore blog@latest --site bucket --target restored");
            run(0, "backup restore latest --site disk --raw --target raw");
            run(0, "backup copy blog@latest --site bucket --to copied --to-unencrypted");
            run(0, "backup copy blog@latest --site bucket --to-site disk --format tgz");
            run(0, "backup cleanup --site bucket");
            run(0, "server export --site bucket -o server.json");
            run(0, "backup export-config blog@latest --site bucket -o app.json");
            run(0, "config show");
            run(0, "site show bucket");
            run(0, "site check bucket");
        }

        /// A run that fails at the first thing it does.
        void fail() throws Exception {
            Files.delete(place.resolve("blog/post"));
            Files.delete(place.resolve("blog"));
            run(1, "server backup");
        }

        /// All that came out.
        Stream<Path> traces() throws IOException {
            List<Path> traces = new ArrayList<>();
            for (String name : List.of(
                    "printed", "state", "temporary", "disk", "copied", "restored", "raw", "server.json", "app.json")) {
                traces.addAll(files(place.resolve(name)));
            }
            traces.addAll(files(server.files(bucket)));
            return traces.stream();
        }

        void assertNothingCameOut() throws IOException {
            Map<String, byte[]> texts = new TreeMap<>();
            for (Path file : traces().toList()) {
                texts.put(file.toString(), unpacked(Files.readAllBytes(file)));
            }
            synchronized (received) {
                texts.putAll(received);
            }
            texts.forEach((name, content) ->
                    assertThat(secrets.in(content)).as("secrets in " + name).isEmpty());
            assertThat(texts.keySet()).anyMatch(name -> name.startsWith("notice "));
            // The spy has seen something.
            assertThat(Files.readString(logs().getFirst(), StandardCharsets.UTF_8))
                    .contains("HOLDFAST_", "org.holdfast.cli.Main", "PATH=");
        }

        List<Path> logs() throws IOException {
            return files(place.resolve("state/logs"));
        }

        void assertTheStateIsPrivate() throws IOException {
            Map<String, String> open = new TreeMap<>();
            try (Stream<Path> walk = Files.walk(place.resolve("state"))) {
                for (Path path : Stream.concat(walk, Stream.of(place.resolve("server.json"), place.resolve("app.json")))
                        .toList()) {
                    String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                    if (!permissions.equals(Files.isDirectory(path) ? "rwx------" : "rw-------")) {
                        open.put(path.toString(), permissions);
                    }
                }
            }
            assertThat(open).isEmpty();
        }
    }

    private static List<Path> files(Path place) throws IOException {
        try (Stream<Path> walk = Files.walk(place)) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /// What a compressed file holds; any other as it is.
    private static byte[] unpacked(byte[] content) throws IOException {
        if (content.length < 2 || content[0] != 0x1f || content[1] != (byte) 0x8b) {
            return content;
        }
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return in.readAllBytes();
        }
    }

    @Test
    void theyWouldBeFound() {
        byte[] header = ("me:" + MAIL + "\n").getBytes(StandardCharsets.UTF_8);
        assertThat(secrets.in(header)).containsExactly("mail server's password");
        assertThat(secrets.in(Base64.getEncoder().encode(header))).containsExactly("mail server's password");
        keys().forEach((name, key) -> {
            assertThat(secrets.in(key)).containsExactly(name);
            assertThat(secrets.in(HexFormat.of().formatHex(key).getBytes(StandardCharsets.US_ASCII)))
                    .containsExactly(name);
        });
    }

    @Test
    void whereTheConfigurationNamesThem() throws Exception {
        Machine machine = new Machine(
                "named",
                "credentials: { accessKeyId: \"${MY_KEY}\", secretAccessKey: \"${MY_SECRET}\" }\n"
                        + "    encryption: { passwordFile: \"${PLACE}/password\" }",
                "--debug");
        machine.environment.put("MY_KEY", server.accessKeyId());
        machine.environment.put("MY_SECRET", server.secretAccessKey());
        machine.live();
        machine.run(0, "doctor");
        machine.run(12, "backup create blog --site bucket --password-file wrong");
        machine.run(13, "backup create blog --site bucket", Map.of("MY_SECRET", WRONG_KEY));
        machine.fail();
        machine.assertNothingCameOut();
        machine.assertTheStateIsPrivate();
    }

    @Test
    void whereTheEnvironmentHoldsThem() throws Exception {
        Machine machine = new Machine("held", "encryption: { hint: none }", "--debug", "--json");
        machine.environment.put("AWS_ACCESS_KEY_ID", server.accessKeyId());
        machine.environment.put("AWS_SECRET_ACCESS_KEY", server.secretAccessKey());
        machine.environment.put("HOLDFAST_PASSWORD", PASSWORD);
        machine.live();
        machine.run(12, "backup create blog --site bucket", Map.of("HOLDFAST_PASSWORD", WRONG_PASSWORD));
        machine.run(13, "backup create blog --site bucket", Map.of("AWS_SECRET_ACCESS_KEY", WRONG_KEY));
        // A server that knows no temporary credentials.
        machine.run(1, "backup create blog --site bucket", Map.of("AWS_SESSION_TOKEN", SESSION));
        machine.fail();
        machine.assertNothingCameOut();
        machine.assertTheStateIsPrivate();
    }
}
