package org.holdfast.engine.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Posts to a real server.
final class WebhookDeliveryTest {
    private static final String SECRET = "sEcReT-token";

    private final Queue<Integer> answers = new ArrayDeque<>();
    private final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook/" + SECRET, exchange -> {
            assertThat(exchange.getRequestMethod()).isEqualTo("POST");
            assertThat(exchange.getRequestHeaders().get("Content-Type")).containsExactly("application/json");
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            int status = Objects.requireNonNullElse(answers.poll(), 200);
            if (status == 302) {
                exchange.getResponseHeaders().add("Location", "/hook/" + SECRET);
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static void deliver(int port, Duration patience, Notice notice, Occasion occasion) throws Exception {
        NotifyTarget.Webhook target =
                NotifyTarget.Webhook.of("http://127.0.0.1:" + port + "/hook/" + SECRET + "?key=" + SECRET, Set.of());
        new WebhookDelivery(target, patience, Duration.ofMillis(1)).deliver(notice, occasion);
    }

    private void deliver(Notice notice, Occasion occasion) throws Exception {
        deliver(server.getAddress().getPort(), Duration.ofSeconds(20), notice, occasion);
    }

    private void deliver() throws Exception {
        deliver(Reports.notice(Reports.of(Reports.ok("blog", "disk"))), Occasion.SUCCESS);
    }

    /// The form that docs/notifications.md promises.
    @Test
    void theBodySaysWhatTheRunDid() throws Exception {
        RunReport report = new RunReport(
                "server1",
                Reports.START,
                Reports.START.plusSeconds(60),
                List.of(
                        Reports.failed("blog", "wasabi"),
                        Reports.ok("wiki", "disk"),
                        RunReport.Result.skipped("old", "disk", "not automatic")),
                List.of(RunReport.Result.incomplete("", "disk", "2026/box", "blog failed", 1, 200, 3)),
                Optional.empty());
        Instants instants = new Instants();
        deliver(
                new Notice(report, List.of(new FailureHistory.Failing("wiki", "disk", instants.yesterday, 3))),
                Occasion.FAILURE);
        assertThat(bodies).containsExactly("""
            {"schema":1,"event":"failure","host":"server1",\
            "started":"2026-11-20T03:00:00Z","finished":"2026-11-20T03:01:00Z","outcome":"failed",\
            "message":"1 of 3 backups failed, 1 is incomplete","hint":"",\
            "counts":{"ok":1,"skipped":1,"incomplete":1,"locked":0,"failed":1,"recovered":1,"files":12,"bytes":3456},\
            "apps":[\
            {"app":"blog","site":"wasabi","outcome":"failed","message":"the store cannot be reached",\
            "hint":"look at the network","files":0,"bytes":0,"recovered":false},\
            {"app":"wiki","site":"disk","outcome":"ok",\
            "backup":"2026-11-20-030000-000/app_blog_2026-11-20-030211-530_v1.4.2","message":"","hint":"",\
            "files":12,"bytes":3456,"recovered":true,"failedSince":"2026-11-19T03:00:00Z"},\
            {"app":"old","site":"disk","outcome":"skipped","message":"not automatic","hint":"","files":0,"bytes":0,\
            "recovered":false}],\
            "boxes":[{"site":"disk","outcome":"incomplete","backup":"2026/box","message":"blog failed","hint":"",\
            "files":1,"bytes":200,"recovered":false}]}\
            """);
    }

    private static final class Instants {
        private final java.time.Instant yesterday = Reports.START.minus(Duration.ofDays(1));
    }

    @Test
    void aServerThatFailsIsAskedOnceMore() throws Exception {
        answers.addAll(List.of(503, 204));
        deliver();
        assertThat(bodies).hasSize(2);
        assertThat(bodies.getFirst()).isEqualTo(bodies.getLast());
    }

    @Test
    void aServerThatGoesOnFailingIsToldWithoutItsAddress() {
        answers.addAll(List.of(500, 502, 200));
        assertThatThrownBy(this::deliver).isInstanceOf(IOException.class).hasMessage("the webhook answered 502");
        assertThat(bodies).hasSize(2);
    }

    @Test
    void aRefusalIsFinal() {
        answers.addAll(List.of(404, 200));
        assertThatThrownBy(this::deliver).hasMessage("the webhook answered 404");
        assertThat(bodies).hasSize(1);
    }

    @Test
    void nobodyIsFollowedElsewhere() {
        answers.addAll(List.of(302, 200));
        assertThatThrownBy(this::deliver)
                .hasMessage("the webhook answered 302, a redirection; name the place it leads to");
        assertThat(bodies).hasSize(1);
    }

    @Test
    void aServerThatIsSilentOrAbsentIsTold() throws Exception {
        Notice notice = Reports.notice(Reports.of());
        int port;
        // Accepts by the system's queue, and never answers.
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = silent.getLocalPort();
            assertThatThrownBy(() -> deliver(port, Duration.ofMillis(200), notice, Occasion.SUCCESS))
                    .hasMessage("the webhook did not answer in time");
        }
        assertThatThrownBy(() -> deliver(port, Duration.ofSeconds(5), notice, Occasion.SUCCESS))
                .hasMessage("the webhook's host cannot be reached");
    }

    @Test
    void whatIsNoWebhookIsRefusedWithoutShowingIt() {
        for (String url : List.of(
                "ftp://host/" + SECRET,
                "host/" + SECRET,
                "https://user:" + SECRET + "@host/",
                "https:///" + SECRET,
                "https://ho st/" + SECRET)) {
            assertThatThrownBy(() -> NotifyTarget.Webhook.of(url, Set.of()))
                    .as(url)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasNoCause()
                    .hasMessageNotContaining(SECRET);
        }
        assertThat(NotifyTarget.Webhook.of("https://hooks.example.org/" + SECRET, Set.of()))
                .hasToString("hooks.example.org");
    }
}
