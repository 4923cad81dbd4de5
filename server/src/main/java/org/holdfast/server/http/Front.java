package org.holdfast.server.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.holdfast.engine.AccessToken;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;

/// Takes requests, sees who makes them, and has them answered. Thread-safe.
public final class Front implements AutoCloseable {
    private static final int MOST_BODY_BYTES = 64 << 10;
    private static final int MOST_HEADER_BYTES = 8 << 10;
    private static final int MOST_LINE_BYTES = 8 << 10;

    /// Of a connection that sends nothing whole.
    private static final Duration IDLE = Duration.ofSeconds(60);

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Routes routes;
    private final Gate gate;
    private final Sender sender;
    private final RequestObserver observer;
    private final Map<HttpConnection, Arrivals> arrivals = new ConcurrentHashMap<>();

    /// Hears of each request. Thread-safe.
    public interface RequestObserver {
        /// A request was answered.
        ///
        /// @param route the path of its route; empty if there is none
        void answered(String method, String route, int status);
    }

    /// Listens from now on.
    ///
    /// @param token that lets in
    /// @throws BackupException MISCONFIGURED if that address, or these files, cannot be had
    public static Front open(
            Listener listener, AccessToken token, Api api, InstantSource clock, RequestObserver observer)
            throws BackupException {
        Gate gate = new Gate(token, listener.certificate().isPresent(), clock);
        return open(listener, gate, api.routes(gate), IDLE, observer);
    }

    static Front open(Listener listener, Gate gate, Routes routes, Duration patience, RequestObserver observer)
            throws BackupException {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(2)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        Front front = new Front(vertx, listener, gate, routes, patience, observer);
        try {
            await(front.server.listen(listener.port(), listener.address()), PATIENCE);
        } catch (IOException e) {
            front.close();
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "cannot listen at " + listener.address() + " port " + listener.port() + ": " + e.getMessage(),
                    "see serve.address, serve.port and serve.tls in the configuration",
                    List.of(),
                    e);
        }
        return front;
    }

    private Front(
            Vertx vertx, Listener listener, Gate gate, Routes routes, Duration patience, RequestObserver observer) {
        this.vertx = vertx;
        this.gate = gate;
        this.routes = routes;
        this.sender = new Sender(vertx, listener.certificate().isPresent());
        this.observer = observer;
        this.server = vertx.createHttpServer(options(listener))
                .connectionHandler(connection -> arrivals.put(
                        connection, new Arrivals(vertx, connection, patience, () -> arrivals.remove(connection))))
                .requestHandler(this::handle);
    }

    private static HttpServerOptions options(Listener listener) {
        HttpServerOptions options = new HttpServerOptions()
                .setMaxHeaderSize(MOST_HEADER_BYTES)
                .setMaxInitialLineLength(MOST_LINE_BYTES)
                .setHttp2ClearTextEnabled(false)
                .setCompressionSupported(false)
                .setHandle100ContinueAutomatically(false);
        listener.certificate().ifPresent(chain -> options.setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(chain.toString())
                        .addKeyPath(listener.key().map(Object::toString).orElse(""))));
        return options;
    }

    /// The port that it listens at.
    public int port() {
        return server.actualPort();
    }

    Vertx vertx() {
        return vertx;
    }

    /// On the event loop.
    private void handle(HttpServerRequest request) {
        Arrivals waiting = Objects.requireNonNull(arrivals.get(request.connection()));
        waiting.asked();
        Exchange exchange = new Exchange(request, vertx.getOrCreateContext(), waiting);
        sender.prepare(request.response());
        Optional<List<String>> segments = Routes.segments(String.valueOf(request.path()));
        String method = request.method().name();
        Optional<Routes.Match> match = segments.flatMap(parts -> routes.find(method, parts));
        String route = match.map(found -> found.route().path()).orElse("");
        request.response()
                .endHandler(
                        _ -> observer.answered(method, route, request.response().getStatusCode()));
        try {
            Visitor visitor = gate.visitor(request);
            if (match.isEmpty()) {
                // Strangers do not learn what there is.
                gate.requireKnown(visitor);
                List<String> others = segments.map(routes::methods).orElse(List.of());
                sender.send(
                        exchange,
                        others.isEmpty()
                                ? Errors.answer(404, "not_found", "there is nothing of that name", "")
                                : Errors.methods(others));
                return;
            }
            if (!match.get().route().open()) {
                gate.requireKnown(visitor);
            }
            if (!match.get().route().isSafe()) {
                gate.requireOwnPage(request, visitor, match.get().route().open());
            }
            read(exchange, match.get(), visitor);
        } catch (Refusal e) {
            sender.send(exchange, e.answer());
        }
    }

    private void read(Exchange exchange, Routes.Match match, Visitor visitor) throws Refusal {
        HttpServerRequest request = exchange.request();
        String length = request.getHeader("Content-Length");
        if (length != null && !length.matches("[0-9]{1,9}")) {
            throw new Refusal(Errors.answer(400, "misconfigured", "the length of the body is no number", ""));
        }
        if (length != null && Long.parseLong(length) > MOST_BODY_BYTES) {
            throw new Refusal(tooLarge());
        }
        Buffer body = Buffer.buffer();
        boolean[] refused = {false};
        request.handler(part -> {
            if (!refused[0] && body.length() + part.length() > MOST_BODY_BYTES) {
                refused[0] = true;
                sender.send(exchange, tooLarge());
            } else if (!refused[0]) {
                body.appendBuffer(part);
            }
        });
        request.exceptionHandler(_ -> refused[0] = true);
        request.endHandler(_ -> {
            if (!refused[0]) {
                exchange.arrivals().arrived(request);
                answer(exchange, match, visitor, body.toString(StandardCharsets.UTF_8));
            }
        });
    }

    private static Answer tooLarge() {
        return Errors.answer(413, "misconfigured", "the body is larger than " + MOST_BODY_BYTES + " bytes", "");
    }

    private void answer(Exchange exchange, Routes.Match match, Visitor visitor, String body) {
        HttpServerRequest request = exchange.request();
        Map<String, String> query;
        try {
            query = Query.parse(request.query());
        } catch (BackupException e) {
            sender.send(exchange, Errors.answer(e));
            return;
        }
        Call call = new Call(match.parts(), query, body, visitor, Gate.address(request), lastEvent(request));
        threads.execute(() -> {
            Answer answer;
            try {
                answer = match.route().handler().answer(call);
            } catch (IOException | RuntimeException | Error e) {
                answer = Errors.answer(e);
            }
            sender.send(exchange, answer);
        });
    }

    private static long lastEvent(HttpServerRequest request) {
        String id = request.getHeader("Last-Event-ID");
        return id != null && id.matches("[0-9]{1,15}") ? Long.parseLong(id) : 0;
    }

    /// Ends all connections.
    @Override
    public void close() {
        threads.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            await(vertx.close(), PATIENCE);
        } catch (IOException _) {
            // Nobody listens any more.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static <T> T await(Future<T> future, Duration patience) throws IOException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(
                    String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()), e);
        } catch (TimeoutException e) {
            throw new IOException("it took longer than " + patience.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted");
        }
    }
}
