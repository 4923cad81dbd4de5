package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server as a process of its own: it is asked to end, killed, started again, and used beside the command line.
final class ServeTest {
    private static final long SEED = 20261128;
    private static final int FILES = 300;
    private static final long HUGE = 8L << 30;
    private static final Pattern AT_WORK = Pattern.compile("\"phase\":\"upload\".*\"bytes\":(\\d{9,})");
    private static final Pattern BACKUP = Pattern.compile("\"id\" *: *\"([^\"]*/app_[^\"]*)\"");

    private @TempDir Path dir;
    private final List<Process> processes = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void tree() throws IOException {
        Path files = Files.createDirectories(dir.resolve("source/files"));
        Random random = new Random(SEED);
        byte[] content = new byte[1 << 16];
        for (int i = 0; i < FILES; i++) {
            random.nextBytes(content);
            Files.write(files.resolve("file" + i), content);
        }
        configure("nice: 0");
    }

    private void configure(String limits) throws IOException {
        Files.writeString(
                dir.resolve("holdfast.yaml"), """
                    timeZone: UTC
                    sites:
                      disk: { provider: filesystem, path: @/store, schedule: "0 0 1 1 *", limits: { % } }
                    apps:
                      blog: { data: @/source }
                    serve: { port: 0 }
                    """.replace("@", dir.toString()).replace("%", limits));
    }

    @AfterEach
    void end() throws InterruptedException {
        client.close();
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    private ProcessBuilder builder(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(SharedClasses.program());
        command.addAll(List.of(arguments));
        command.addAll(List.of("--config", dir.resolve("holdfast.yaml").toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(dir.resolve("err").toFile());
        builder.environment().put("HOLDFAST_STATE", dir.resolve("state").toString());
        return builder;
    }

    /// Runs a command to its end.
    ///
    /// @return what it printed
    private String run(int exitCode, String... arguments) throws Exception {
        Process process = builder(arguments).start();
        processes.add(process);
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(Files.readString(dir.resolve("err"))).isEqualTo(exitCode);
        return out;
    }

    private record Serving(Process process, URI uri, BufferedReader out) {}

    private Serving serve() throws IOException {
        Process process = builder("serve").start();
        processes.add(process);
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        assertThat(line).as(Files.readString(dir.resolve("err"))).startsWith("listening at http://127.0.0.1:");
        return new Serving(process, URI.create(line.substring("listening at ".length())), out);
    }

    private HttpResponse<String> ask(Serving serving, String token, String method, String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(serving.uri.resolve(path))
                        .header("Authorization", "Bearer " + token)
                        .timeout(Duration.ofMinutes(1))
                        .method(
                                method,
                                method.equals("GET")
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void signal(Process process, String name) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    private long arrived() throws IOException {
        Path files = dir.resolve("store/snapshot/app_blog/data/files");
        if (!Files.isDirectory(files)) {
            return 0;
        }
        try (var found = Files.list(files)) {
            return found.count();
        }
    }

    /// As if the server had not run since 2020.
    private void missYears() throws IOException {
        Files.writeString(
                Files.createDirectories(dir.resolve("state/serve")).resolve("schedule.json"),
                "{\"disk/backup\": {\"since\": \"2020-01-01T00:00:00Z\", \"failures\": 0, \"running\": false}}");
    }

    private static String onlyJob(String jobs) {
        Matcher id = Pattern.compile("\"id\":\"([^\"]+)\"").matcher(jobs);
        assertThat(id.find()).as(jobs).isTrue();
        return id.group(1);
    }

    @Test
    void whatWasMissedIsMadeUpForAndWhatIsCutShortGoesOn() throws Exception {
        String token = run(0, "serve", "--new-token").strip();
        missYears();
        // So slow that no signal comes when all has arrived.
        configure("nice: 0, bandwidth: 2MiB/s");
        for (String signal : List.of("TERM", "KILL")) {
            long before = arrived();
            Serving serving = serve();
            while (serving.process.isAlive() && arrived() < before + FILES / 10) {
                Thread.onSpinWait();
            }
            signal(serving.process, signal);
            assertThat(serving.process.waitFor())
                    .as(Files.readString(dir.resolve("err")))
                    .isEqualTo(signal.equals("TERM") ? 0 : 137);
            assertThat(run(0, "backup", "list", "--json")).doesNotContain("app_blog");
            assertThat(Files.readString(dir.resolve("state/serve/schedule.json")))
                    .contains("\"running\" : " + signal.equals("KILL"));
        }
        configure("nice: 0");
        Serving serving = serve();
        String jobs = "";
        while (!jobs.matches("(?s).*\"state\":\"(running|succeeded)\".*")) {
            jobs = ask(serving, token, "GET", "/api/jobs").body();
            assertThat(jobs).contains("\"state\":\"interrupted\"").doesNotContain("\"state\":\"failed\"");
        }
        ask(serving, token, "GET", "/api/jobs/" + onlyJob(jobs) + "/events");
        assertThat(ask(serving, token, "GET", "/api/jobs").body()).contains("\"state\":\"succeeded\"");
        assertThat(Files.readString(dir.resolve("state/serve/schedule.json"))).contains("\"running\" : false");
        run(0, "backup", "verify", "--all", "--read-data");
        signal(serving.process, "TERM");
        assertThat(serving.process.waitFor()).isZero();
    }

    @Test
    void theCommandLineAndTheServerDoNotSpoilEachOthersWork() throws Exception {
        assertThat(Files.exists(dir.resolve("state/serve/token"))).isFalse();
        run(2, "serve");
        String token = run(0, "serve", "--new-token").strip();
        assertThat(Files.readString(dir.resolve("state/serve/token")))
                .startsWith("sha256:")
                .doesNotContain(token);
        Serving serving = serve();
        // Two of them, for the same app and site, and a second server.
        Process other = builder("backup", "create", "blog").start();
        processes.add(other);
        String job = onlyJob(ask(serving, token, "POST", "/api/backups").body());
        run(11, "serve");
        int code = other.waitFor();
        ask(serving, token, "GET", "/api/jobs/" + job + "/events");
        String ended = ask(serving, token, "GET", "/api/jobs/" + job).body();
        boolean served = ended.contains("\"state\":\"succeeded\"");
        // Whoever came second was told so, and nothing worse.
        assertThat(code).isIn(0, 11);
        assertThat(served || ended.contains("is being backed up") || ended.contains("locked"))
                .as(ended)
                .isTrue();
        assertThat(served || code == 0).isTrue();
        // What one made the other sees at once.
        run(0, "backup", "create", "blog");
        String listed = run(0, "backup", "list", "blog", "--json");
        long backups = BACKUP.matcher(listed).results().count();
        assertThat(backups).isEqualTo((served ? 1 : 0) + (code == 0 ? 1 : 0) + 1L);
        run(0, "backup", "pin", "blog@latest");
        Matcher pinned = Pattern.compile("\"pinned\":true").matcher(pages(serving, token));
        assertThat(pinned.results().count()).isEqualTo(1);
        run(0, "backup", "verify", "--all", "--read-data");
        assertThat(ask(serving, token, "GET", "/health").body()).startsWith("{\"status\":\"UP\"");
    }

    /// Whoever reads and seals a file does nothing else before its end, which for one of these takes seconds.
    @Test
    void answersWhileEachProcessorIsAtALargeFile() throws Exception {
        Path large = Files.createDirectories(dir.resolve("large"));
        for (int i = 0; i <= Runtime.getRuntime().availableProcessors(); i++) {
            try (RandomAccessFile file =
                    new RandomAccessFile(large.resolve("file" + i).toFile(), "rw")) {
                file.setLength(HUGE);
            }
        }
        Path password = Files.writeString(dir.resolve("password"), "correct horse battery staple");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(dir.resolve("holdfast.yaml"), """
            sites:
              disk: { provider: filesystem, path: @/store, format: rsync, encryption: { passwordFile: @/password } }
            apps:
              large: { data: @/large }
            serve: { port: 0 }
            """.replace("@", dir.toString()));
        String token = run(0, "serve", "--new-token").strip();
        Serving serving = serve();
        String job = "/api/jobs/"
                + onlyJob(ask(serving, token, "POST", "/api/backups").body());
        long read = 0;
        for (int answers = 0; answers < 50; answers += read > 0 ? 1 : 0) {
            String now = ask(serving, token, "GET", job).body();
            assertThat(now).contains("\"state\":\"running\"");
            Matcher atWork = AT_WORK.matcher(now);
            read = atWork.find() ? Long.parseLong(atWork.group(1)) : 0;
        }
        // So none has ended.
        assertThat(read).isLessThan(HUGE);
        signal(serving.process, "TERM");
        assertThat(serving.process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(serving.process.exitValue()).isZero();
    }

    /// The server remembers a catalog for ten seconds at most.
    private String pages(Serving serving, String token) throws Exception {
        String page = "";
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!page.contains("\"pinned\":true") && System.nanoTime() < deadline) {
            page = ask(serving, token, "GET", "/api/sites/disk/backups?app=blog")
                    .body();
            Thread.onSpinWait();
        }
        return page;
    }
}
