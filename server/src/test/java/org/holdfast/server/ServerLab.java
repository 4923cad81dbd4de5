package org.holdfast.server;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.engine.AccessToken;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Json;
import org.holdfast.engine.Passwords;
import org.holdfast.engine.SiteInspection;
import org.holdfast.engine.StateDirectory;
import org.holdfast.engine.Vault;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.ConfigurationReader;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.log.LogFormat;
import org.holdfast.engine.log.RunLog;
import org.holdfast.engine.run.SiteAccess;
import org.holdfast.format.Progress;
import org.holdfast.server.work.Workshop;

/// A server over a configuration in a directory, in which `@` stands for that directory, and somebody who asks it by
/// HTTP. Closing it ends the server.
final class ServerLab implements AutoCloseable {
    static final String PASSWORD = "correct horse battery staple";

    /// A site whose password nobody knows.
    static final String WITHOUT_PASSWORD = "broken";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final String token = AccessToken.random();
    private final Server server;
    private Optional<Contract> contract = Optional.empty();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    ServerLab(Path directory, String configuration) throws IOException {
        this(directory, configuration, InstantSource.system());
    }

    ServerLab(Path directory, String configuration, InstantSource clock) throws IOException {
        this.directory = directory;
        Path file =
                Files.writeString(directory.resolve("holdfast.yaml"), configuration.replace("@", directory.toString()));
        Configuration read = new ConfigurationReader(Map.of()).read(file);
        StateDirectory state = new StateDirectory(directory.resolve("state"));
        Workshop shop = new Workshop(
                "server1",
                read,
                (site, access, progress) -> open(site, access, password(site), state, clock, progress),
                access(state, clock),
                state,
                Map.of("PATH", System.getenv("PATH")),
                clock);
        this.server = Server.start(new ServerSetup(
                "1.2.3",
                shop,
                AccessToken.of(token),
                () -> RunLog.open(state.root().resolve("logs"), LogFormat.TEXT, clock)));
    }

    private static Passwords password(SiteConfig site) {
        return new Passwords() {
            @Override
            public boolean required() {
                return site.encryption().isPresent();
            }

            @Override
            public Optional<char[]> given() {
                return site.encryption()
                        .filter(_ -> !site.name().equals(WITHOUT_PASSWORD))
                        .map(_ -> PASSWORD.toCharArray());
            }

            @Override
            public Optional<char[]> forStore(String store) {
                return given();
            }

            @Override
            public Optional<char[]> forNewStore(String store) {
                return given();
            }
        };
    }

    private static BackupEngine open(
            SiteConfig site,
            Vault.Access access,
            Passwords passwords,
            StateDirectory state,
            InstantSource clock,
            Progress progress)
            throws BackupException {
        Vault vault = Vault.open(
                site.location(), access, passwords, false, site.sealing(), site.compression(), state, clock, progress);
        return new BackupEngine(site.location(), vault, state, clock);
    }

    private static SiteAccess access(StateDirectory state, InstantSource clock) {
        return new SiteAccess() {
            @Override
            public BackupEngine open(SiteConfig site) throws BackupException {
                return ServerLab.open(site, Vault.Access.PREVIEW, Passwords.NONE, state, clock, Progress.NONE);
            }

            @Override
            public SiteInspection inspection(SiteConfig site) throws BackupException {
                return new SiteInspection(site.location(), state, clock, Progress.NONE);
            }

            @Override
            public Optional<char[]> password(SiteConfig site) throws IOException {
                return ServerLab.password(site).given();
            }
        };
    }

    Path directory() {
        return directory;
    }

    String token() {
        return token;
    }

    int port() {
        return server.port();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
    }

    HttpRequest.Builder known(String path) {
        return request(path).header("Authorization", "Bearer " + token);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<byte[]> bytes(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return checked(send(known(path)));
    }

    /// What is answered must be as the server's own document says.
    private HttpResponse<String> checked(HttpResponse<String> response) throws IOException, InterruptedException {
        String path = response.uri().getRawPath();
        boolean json = response.headers()
                .firstValue("Content-Type")
                .filter(type -> type.startsWith("application/json"))
                .isPresent();
        if (json && response.statusCode() != 401 && !path.equals("/api/none")) {
            if (contract.isEmpty()) {
                contract = Optional.of(
                        new Contract(bytes(known("/api/openapi.json")).body()));
            }
            contract.get().check(response.request().method(), path, response.statusCode(), response.body());
        }
        return response;
    }

    HttpResponse<String> post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return checked(send(known(path).POST(HttpRequest.BodyPublishers.ofString(Json.line(body)))));
    }

    HttpResponse<String> put(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return checked(send(known(path).PUT(HttpRequest.BodyPublishers.ofString(Json.line(body)))));
    }

    HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return checked(send(known(path).DELETE()));
    }

    static Map<String, Object> object(HttpResponse<String> response) throws IOException {
        return Json.object(response.body().getBytes(StandardCharsets.UTF_8), "the answer " + response.body());
    }

    /// Orders a job and follows its events to their end.
    ///
    /// @return what is said of it then
    Map<String, Object> job(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return job(post(path, body));
    }

    /// The same for an order that was given already.
    Map<String, Object> job(HttpResponse<String> begun) throws IOException, InterruptedException {
        if (begun.statusCode() != 202) {
            throw new IOException(begun.uri() + ": " + begun.statusCode() + " " + begun.body());
        }
        String id = String.valueOf(object(begun).get("id"));
        get("/api/jobs/" + id + "/events");
        return object(get("/api/jobs/" + id));
    }

    Set<String> files(String directory) throws IOException {
        try (var files = Files.walk(this.directory.resolve(directory))) {
            return files.map(path ->
                            this.directory.resolve(directory).relativize(path).toString())
                    .collect(java.util.stream.Collectors.toSet());
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
