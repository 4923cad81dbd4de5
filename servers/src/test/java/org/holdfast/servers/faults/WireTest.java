package org.holdfast.servers.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Random;
import org.holdfast.servers.S3Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The proxy as HTTP: framings both ways, before a server that sends back what it got.
final class WireTest {
    private final byte[] content = new byte[200_000];
    private HttpServer http;
    private FaultProxy proxy;
    private HttpClient client;

    @BeforeEach
    void start() throws IOException {
        new Random(3).nextBytes(content);
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", WireTest::echo);
        http.start();
        proxy = FaultProxy.start(new Echo(http));
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    @AfterEach
    void stop() {
        client.close();
        proxy.close();
        http.stop(0);
    }

    /// The query says the status and how many bytes to announce: 0 for chunks, -1 for none at all.
    private static void echo(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders()
                .set("Seen-Host", exchange.getRequestHeaders().getFirst("Host"));
        int status = Integer.parseInt(exchange.getRequestURI().getQuery());
        boolean bare = status != 200 || exchange.getRequestMethod().equals("HEAD");
        boolean chunks = exchange.getRequestURI().getPath().endsWith("chunked");
        exchange.sendResponseHeaders(status, bare || body.length == 0 ? -1 : chunks ? 0 : body.length);
        if (!bare) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(proxy.endpoint().resolve(path));
    }

    @Test
    void passesEachFramingBothWays() throws Exception {
        for (String path : new String[] {"/b/whole?200", "/b/chunked?200"}) {
            assertThat(send(to(path).PUT(BodyPublishers.ofByteArray(content))).body())
                    .isEqualTo(content);
            assertThat(send(to(path).PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content))))
                            .body())
                    .isEqualTo(content);
            assertThat(send(to(path).expectContinue(true).PUT(BodyPublishers.ofByteArray(content)))
                            .body())
                    .isEqualTo(content);
        }
        assertThat(proxy.requests())
                .hasSize(6)
                .allMatch(seen -> seen.requestBytes() == content.length && seen.responseBytes() == content.length);
        assertThat(proxy.requests().get(1).headers().first("transfer-encoding")).contains("chunked");
        assertThat(proxy.requests().getFirst().query()).isEqualTo("200");
    }

    @Test
    void knowsAnswersWithoutABody() throws Exception {
        assertThat(send(to("/b/k?200").HEAD()).statusCode()).isEqualTo(200);
        assertThat(send(to("/b/k?204").DELETE()).statusCode()).isEqualTo(204);
        assertThat(send(to("/b/k?304").GET()).statusCode()).isEqualTo(304);
        assertThat(send(to("/b/k?200").GET()).body()).isEmpty();
        assertThat(proxy.requests()).extracting(Recorded::status).containsExactly(200, 204, 304, 200);
    }

    @Test
    void leavesTheHostAsTheClientNamedIt() throws Exception {
        assertThat(send(to("/b/k?200").GET()).headers().firstValue("Seen-Host"))
                .contains(proxy.endpoint().getAuthority());
    }

    @Test
    void cutsAndShortensChunkedAnswers() throws Exception {
        Fault shorter = proxy.inject(When.any().first(1), new Action.ShortenAnswer(1000));
        assertThat(send(to("/b/chunked?200").PUT(BodyPublishers.ofByteArray(content)))
                        .body())
                .hasSize(1000);
        assertThat(shorter.hits()).isOne();
        assertThat(send(to("/b/chunked?200").PUT(BodyPublishers.ofByteArray(content)))
                        .body())
                .isEqualTo(content);
    }

    private record Echo(HttpServer http) implements S3Server {
        @Override
        public String name() {
            return "echo";
        }

        @Override
        public URI endpoint() {
            return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
        }

        @Override
        public String accessKeyId() {
            return "none";
        }

        @Override
        public String secretAccessKey() {
            return "none";
        }

        @Override
        public String region() {
            return "none";
        }

        @Override
        public String newBucket() {
            return "b";
        }

        @Override
        public void close() {
            http.stop(0);
        }
    }
}
