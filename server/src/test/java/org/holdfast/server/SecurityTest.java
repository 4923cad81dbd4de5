package org.holdfast.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What strangers, other sites and clumsy clients get.
class SecurityTest {
    private static final String CONFIGURATION = """
        sites:
          disk: { provider: filesystem, path: @/store }
          cloud:
            provider: s3
            endpoint: http://127.0.0.1:CLOUD
            region: x
            bucket: secret-test
            credentials: { accessKeyId: AKIDEXAMPLE, secretAccessKey: very-secret-key-0123456789 }
            contents: { include: [nothing] }
        apps:
          blog: { data: @/blog }
          nothing: { data: @/nothing, automatic: false }
          slow:
            data: @/slow
            automatic: false
            hooks: { before: "while [ ! -e @/go ]; do sleep 0.05; done" }
        notify: { type: webhook, url: "https://example.org/very-secret-hook" }
        serve: { port: 0, restoreDirectories: [@/restored] }
        """;

    private @TempDir Path dir;
    private ServerLab lab;

    /// Lets nobody in, which is no reason to try again.
    private HttpServer cloud;

    @BeforeEach
    void start() throws Exception {
        cloud = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        cloud.createContext("/", exchange -> {
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
        });
        cloud.start();
        Files.createDirectories(dir.resolve("blog"));
        Files.createDirectories(dir.resolve("restored"));
        Files.createDirectories(dir.resolve("slow"));
        Files.writeString(dir.resolve("blog/index.html"), "hello");
        Files.writeString(dir.resolve("secret"), "not for you");
        lab = new ServerLab(
                dir,
                CONFIGURATION.replace("CLOUD", String.valueOf(cloud.getAddress().getPort())));
    }

    @AfterEach
    void stop() {
        lab.close();
        cloud.stop(0);
    }

    private HttpRequest.Builder login(String token) {
        return lab.request("/login").POST(HttpRequest.BodyPublishers.ofString("{\"token\": \"" + token + "\"}"));
    }

    @Test
    void strangersSeeThePagesAndOneWordOfHealth() throws Exception {
        for (String path : List.of("/", "/login", "/assets/app.js")) {
            assertThat(lab.send(lab.request(path)).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(lab.send(lab.request("/health")).body().strip()).isEqualTo("{\"status\":\"UP\"}");
        for (String path : List.of(
                "/api/overview", "/api/sites", "/api/nothing", "/metrics", "/api/openapi.json", "/api/jobs", "/x")) {
            HttpResponse<String> response = lab.send(lab.request(path));
            assertThat(response.statusCode()).as(path).isEqualTo(401);
            assertThat(response.body()).doesNotContain("disk", "blog");
        }
        assertThat(lab.send(lab.request("/api/backups").POST(HttpRequest.BodyPublishers.ofString("{}")))
                        .statusCode())
                .isIn(401, 403);
        assertThat(lab.files("")).doesNotContain("store");
    }

    @Test
    void everyAnswerIsGuarded() throws Exception {
        for (String path : List.of("/", "/api/overview", "/api/none", "/assets/style.css")) {
            HttpResponse<String> response = lab.get(path);
            assertThat(response.headers().firstValue("Content-Security-Policy"))
                    .get()
                    .asString()
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        }
        assertThat(lab.get("/api/overview").headers().firstValue("Cache-Control"))
                .contains("no-store");
    }

    @Test
    void aWrongTokenIsRefusedAndNotOften() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(lab.send(login("wrong-" + i)).statusCode()).isEqualTo(401);
        }
        HttpResponse<String> limited = lab.send(login(lab.token()));
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("Retry-After")).isPresent();
        assertThat(lab.send(lab.request("/api/overview").header("Authorization", "Bearer x"))
                        .statusCode())
                .isEqualTo(429);
        // Whoever has it is not locked out by others.
        assertThat(lab.get("/api/overview").statusCode()).isEqualTo(200);
    }

    @Test
    void aSessionNeedsItsCookieAndWhateverChangesSomethingItsPage() throws Exception {
        HttpResponse<String> loggedIn = lab.send(login(lab.token()));
        assertThat(loggedIn.statusCode()).isEqualTo(200);
        String header = loggedIn.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(header).contains("HttpOnly", "SameSite=Strict", "Path=/").doesNotContain(lab.token());
        String cookie = header.substring(0, header.indexOf(';'));
        HttpResponse<String> session = lab.send(lab.request("/api/session").header("Cookie", cookie));
        String csrf = String.valueOf(ServerLab.object(session).get("csrf"));
        HttpRequest.BodyPublisher empty = HttpRequest.BodyPublishers.ofString("{}");

        assertThat(lab.send(lab.request("/api/backups").header("Cookie", cookie).POST(empty))
                        .statusCode())
                .isEqualTo(403);
        assertThat(lab.send(lab.request("/api/backups")
                                .header("Cookie", cookie)
                                .header("X-Holdfast-Csrf", "guessed")
                                .POST(empty))
                        .statusCode())
                .isEqualTo(403);
        assertThat(lab.send(lab.request("/api/backups")
                                .header("Cookie", cookie)
                                .header("X-Holdfast-Csrf", csrf)
                                .header("Origin", "https://evil.example")
                                .POST(empty))
                        .statusCode())
                .isEqualTo(403);
        assertThat(lab.send(lab.request("/api/backups")
                                .header("Cookie", cookie)
                                .header("X-Holdfast-Csrf", csrf)
                                .header("Origin", "http://127.0.0.1:" + lab.port())
                                .POST(empty))
                        .statusCode())
                .isEqualTo(202);
        assertThat(lab.send(lab.request("/logout")
                                .header("Cookie", cookie)
                                .header("X-Holdfast-Csrf", csrf)
                                .POST(empty))
                        .statusCode())
                .isEqualTo(200);
        assertThat(lab.send(lab.request("/api/session").header("Cookie", cookie))
                        .statusCode())
                .isEqualTo(401);
        assertThat(lab.send(lab.request("/login")
                                .header("Origin", "https://evil.example")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"token\": \"" + lab.token() + "\"}")))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void whatASessionFollowsEndsWithIt() throws Exception {
        HttpResponse<String> loggedIn = lab.send(login(lab.token()));
        String cookie =
                loggedIn.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
        String csrf = String.valueOf(
                ServerLab.object(lab.send(lab.request("/api/session").header("Cookie", cookie)))
                        .get("csrf"));
        Object job = ServerLab.object(
                        lab.post("/api/backups", Map.of("apps", List.of("slow"), "sites", List.of("disk"))))
                .get("id");
        String events = "/api/jobs/" + job + "/events";
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<InputStream> followed = client.send(
                    lab.request(events).header("Cookie", cookie).build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(followed.statusCode()).isEqualTo(200);
            byte[] first = followed.body().readNBytes(1);
            assertThat(lab.send(lab.request("/logout")
                                    .header("Cookie", cookie)
                                    .header("X-Holdfast-Csrf", csrf)
                                    .POST(HttpRequest.BodyPublishers.ofString("{}")))
                            .statusCode())
                    .isEqualTo(200);
            // To its end, while the job goes on.
            assertThat(new String(followed.body().readAllBytes(), StandardCharsets.UTF_8))
                    .isNotEmpty()
                    .doesNotContain("event: end");
            assertThat(first).hasSize(1);
        }
        Files.createFile(dir.resolve("go"));
        assertThat(lab.get(events).body()).contains("event: end");
    }

    @Test
    void nothingBeyondTheRoutesCanBeReached() throws Exception {
        lab.job("/api/backups", Map.of("apps", List.of("blog"), "sites", List.of("disk")));
        for (String path : List.of(
                "/assets/../openapi.json",
                "/assets/%2e%2e/openapi.json",
                "/assets/..%2fopenapi.json",
                "/assets/%2fetc%2fpasswd",
                "//etc/passwd",
                "/api/sites/..%2f..%2fetc/backups",
                "/api/sites/disk/backups/..%2f..%2f..%2fsecret/files",
                "/api/sites/disk/backups/%00/files")) {
            assertThat(raw("GET " + path)).as(path).matches("(?s)HTTP/1.1 (404|400) .*");
        }
        String backup = String.valueOf(
                ServerLab.object(lab.get("/api/sites/disk/backups?app=blog")).get("backups"));
        String id = backup.replaceAll("(?s).*[{ ]id=([^,}]*).*", "$1").replace("/", "%2F");
        for (String path : List.of("../../secret", "/etc/passwd", "data/../../secret", "data%00")) {
            HttpResponse<String> response =
                    lab.get("/api/sites/disk/backups/" + id + "/file?path=" + path.replace("/", "%2F"));
            assertThat(response.statusCode()).as(path).isIn(400, 404);
            assertThat(response.body()).doesNotContain("not for you");
        }
        HttpResponse<String> outside =
                lab.post("/api/sites/disk/backups/" + id + "/restore", Map.of("target", dir + "/elsewhere"));
        assertThat(outside.statusCode()).isEqualTo(400);
        assertThat(outside.body()).contains("does not allow to restore to");
        assertThat(lab.files("")).doesNotContain("elsewhere");
    }

    @Test
    void whatIsTooLargeOrNoHttpIsRefused() throws Exception {
        assertThat(lab.send(lab.known("/api/backups").POST(HttpRequest.BodyPublishers.ofString("x".repeat(100_000))))
                        .statusCode())
                .isEqualTo(413);
        assertThat(lab.send(lab.known("/api/backups")
                                .POST(HttpRequest.BodyPublishers.ofInputStream(
                                        () -> new java.io.ByteArrayInputStream(new byte[100_000]))))
                        .statusCode())
                .isEqualTo(413);
        assertThat(raw("GET /api/sites\r\nX-Long: " + "x".repeat(20_000))).startsWith("HTTP/1.1 431");
        assertThat(raw("GET /" + "x".repeat(20_000))).contains(" 414 ");
        assertThat(lab.send(lab.known("/api/backups").DELETE()).statusCode()).isEqualTo(405);
        assertThat(lab.send(lab.known("/api/backups").POST(HttpRequest.BodyPublishers.ofString("[1]")))
                        .statusCode())
                .isEqualTo(400);
        assertThat(lab.send(lab.known("/api/jobs?limit=1&limit=2")).statusCode())
                .isEqualTo(400);
    }

    /// As no decent client would ask.
    private String raw(String request) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), lab.port())) {
            String[] lines = request.split("\r\n", 2);
            String text = lines[0] + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer " + lab.token()
                    + "\r\n" + (lines.length > 1 ? lines[1] + "\r\n" : "") + "\r\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void noSecretIsInAnyAnswer() throws Exception {
        lab.job("/api/backups", Map.of("sites", List.of("disk")));
        for (String path : List.of(
                "/api/settings",
                "/api/sites",
                "/api/sites/cloud",
                "/api/overview",
                "/api/doctor",
                "/api/apps",
                "/api/jobs",
                "/health",
                "/metrics")) {
            HttpResponse<String> response = lab.get(path);
            assertThat(response.statusCode()).as(path).isEqualTo(200);
            assertThat(response.body())
                    .as(path)
                    .doesNotContain("very-secret-key", "very-secret-hook", lab.token(), ServerLab.PASSWORD);
        }
        assertThat(lab.get("/api/settings").body()).contains("********");
        try (var files = Files.walk(dir.resolve("state"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("very-secret-key", "very-secret-hook", lab.token());
            }
        }
    }
}
