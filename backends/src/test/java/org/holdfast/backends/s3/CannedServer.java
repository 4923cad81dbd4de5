package org.holdfast.backends.s3;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/// A server over HTTP that says what it is told to, and remembers what it was asked.
final class CannedServer implements AutoCloseable {
    private final HttpServer server;
    private final String scheme;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Request> seen = Collections.synchronizedList(new ArrayList<>());

    private CannedServer(HttpServer server, String scheme, Function<Request, Reply> replies) {
        this.server = server;
        this.scheme = scheme;
        server.createContext("/", exchange -> answer(exchange, replies));
        server.setExecutor(threads);
        server.start();
    }

    /// The same answer to all.
    static CannedServer always(Reply reply) throws IOException {
        return start(_ -> reply);
    }

    static CannedServer start(Function<Request, Reply> replies) throws IOException {
        return new CannedServer(HttpServer.create(anyPort(), 0), "http", replies);
    }

    static CannedServer startSecure(SSLContext identity, Function<Request, Reply> replies) throws IOException {
        HttpsServer server = HttpsServer.create(anyPort(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(identity));
        return new CannedServer(server, "https", replies);
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private void answer(HttpExchange exchange, Function<Request, Reply> replies) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Request request = new Request(
                    exchange.getRequestMethod(), exchange.getRequestURI(), exchange.getRequestHeaders(), body);
            seen.add(request);
            Reply reply = replies.apply(request);
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] content = reply.body().getBytes(StandardCharsets.UTF_8);
            boolean none = content.length == 0 || request.method().equals("HEAD");
            exchange.sendResponseHeaders(reply.status(), none ? -1 : content.length);
            if (!none) {
                exchange.getResponseBody().write(content);
            }
        }
    }

    URI endpoint() {
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
    }

    /// In the order in which they came.
    List<Request> seen() {
        synchronized (seen) {
            return List.copyOf(seen);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    @SuppressWarnings("ArrayRecordComponent")
    record Request(String method, URI uri, Headers headers, byte[] body) {
        Optional<String> header(String name) {
            return Optional.ofNullable(headers.getFirst(name));
        }
    }

    record Reply(int status, Map<String, String> headers, String body) {
        static Reply empty(int status) {
            return new Reply(status, Map.of(), "");
        }

        static Reply xml(int status, String body) {
            return new Reply(status, Map.of("Content-Type", "application/xml"), body);
        }

        /// As S3 says it.
        static Reply error(int status, String code, String inside) {
            return xml(
                    status,
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + code + "</Code>" + inside
                            + "<RequestId>1</RequestId></Error>");
        }

        static Reply html(int status) {
            return new Reply(
                    status,
                    Map.of("Content-Type", "text/html"),
                    "<html><head><title>oops</title></head><body><h1>oops</h1></body></html>");
        }

        Reply with(String header, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(header, value);
            return new Reply(status, more, body);
        }
    }
}
