package org.holdfast.servers.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.holdfast.servers.ProxiedDirectory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.SdkGlobalTime;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Each action as the SDK's client suffers it, with what the server made of the same request.
final class FaultsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    static Path directory;

    private static ProxiedDirectory server;
    private FaultProxy proxy;
    private S3Client client;
    private String bucket;
    private final byte[] content = new byte[300_000];

    @BeforeAll
    static void startServer() {
        server = ProxiedDirectory.start(directory);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void start() {
        proxy = FaultProxy.start(server);
        client = Client.of(proxy);
        bucket = proxy.newBucket();
        new Random(1).nextBytes(content);
    }

    @AfterEach
    void stop() {
        // One client that hears of a wrong clock sets it for all clients of the process.
        SdkGlobalTime.setGlobalTimeOffset(0);
        assertThat(proxy.unreached()).isEmpty();
        client.close();
        proxy.close();
    }

    private void put(String key) {
        client.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(content));
    }

    private byte[] get(String key) {
        ResponseBytes<GetObjectResponse> bytes =
                client.getObjectAsBytes(request -> request.bucket(bucket).key(key));
        return bytes.asByteArray();
    }

    private Path file(String key) {
        return server.files(bucket).resolve(key);
    }

    @Test
    void refusesAConnection() {
        Fault fault = proxy.inject(When.is(Kind.PUT_OBJECT).first(1), new Action.Refuse());
        assertThatThrownBy(() -> put("a"))
                .isInstanceOf(SdkClientException.class)
                .hasRootCauseInstanceOf(SocketException.class);
        assertThat(file("a")).doesNotExist();
        assertThat(fault.hits()).isOne();
        assertThat(proxy.requests().getFirst().fault()).contains(new Action.Refuse());
        put("a");
        assertThat(file("a")).hasBinaryContent(content);
    }

    @Test
    void goesDownForAWhileAndComesBackAtTheSamePort() {
        put("a");
        try (Outage outage = proxy.down()) {
            assertThat(outage).isNotNull();
            assertThatThrownBy(() -> get("a")).isInstanceOf(SdkClientException.class);
            assertThatThrownBy(() -> get("a")).hasRootCauseInstanceOf(ConnectException.class);
        }
        assertThat(get("a")).isEqualTo(content);
    }

    @Test
    void goesDownAtARequest() throws Exception {
        put("a");
        Fault fault = proxy.inject(When.is(Kind.GET_OBJECT).first(1), new Action.GoDown(Duration.ofMillis(500)));
        assertThatThrownBy(() -> get("a")).isInstanceOf(SdkClientException.class);
        assertThat(fault.hits()).isOne();
        assertThatThrownBy(() -> get("a")).hasRootCauseInstanceOf(ConnectException.class);
        long end = System.nanoTime() + SOON.toNanos();
        byte[] got = {};
        while (got.length == 0 && System.nanoTime() < end) {
            try {
                got = get("a");
            } catch (SdkClientException e) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        assertThat(got).isEqualTo(content);
    }

    @Test
    void resetsInTheMiddleOfTheRequest() {
        Fault fault = proxy.inject(When.is(Kind.PUT_OBJECT).first(1), new Action.ResetRequest(200_000));
        assertThatThrownBy(() -> put("a"))
                .isInstanceOf(SdkClientException.class)
                .hasRootCauseInstanceOf(SocketException.class);
        assertThat(fault.hits()).isOne();
        assertThat(proxy.requests().getFirst().requestBytes()).isEqualTo(200_000);
        put("b");
        assertThat(file("a")).doesNotExist();
    }

    @Test
    void resetsInTheMiddleOfTheAnswer() {
        put("a");
        Fault fault = proxy.inject(When.is(Kind.GET_OBJECT).first(1), new Action.ResetAnswer(100_000));
        assertThatThrownBy(() -> get("a")).isInstanceOf(SdkClientException.class);
        assertThat(fault.hits()).isOne();
        assertThat(proxy.requests(Kind.GET_OBJECT).getFirst().responseBytes()).isEqualTo(100_000);
        assertThat(get("a")).isEqualTo(content);
    }

    @Test
    void doesNotCountAHitWhereTheBodyIsTooShort() {
        Fault fault = proxy.inject(When.any(), new Action.ResetRequest(content.length));
        Fault flip = proxy.inject(When.any(), new Action.FlipAnswer(content.length));
        put("a");
        fault.remove();
        assertThat(get("a")).isEqualTo(content);
        assertThat(proxy.unreached()).containsExactly(fault, flip);
        assertThat(proxy.requests()).allMatch(request -> request.fault().isEmpty());
        flip.remove();
        proxy.close();
        proxy = FaultProxy.start(server);
    }

    @Test
    void neverAnswers() {
        Fault fault = proxy.inject(When.is(Kind.PUT_OBJECT), new Action.Silence());
        try (S3Client hasty = Client.of(proxy, Duration.ofMillis(700))) {
            assertThatThrownBy(() ->
                            hasty.putObject(request -> request.bucket(bucket).key("a"), RequestBody.fromBytes(content)))
                    .isInstanceOf(ApiCallTimeoutException.class);
        }
        assertThat(fault.hits()).isOne();
        assertThat(file("a")).doesNotExist();
    }

    @Test
    void slowsAnAnswerDown() {
        put("a");
        Fault fault = proxy.inject(When.is(Kind.GET_OBJECT), new Action.SlowAnswer(10_000));
        try (S3Client hasty = Client.of(proxy, Duration.ofMillis(700))) {
            assertThatThrownBy(() -> hasty.getObjectAsBytes(
                            request -> request.bucket(bucket).key("a")))
                    .isInstanceOf(ApiCallTimeoutException.class);
        }
        assertThat(fault.hits()).isOne();
        fault.remove();
        proxy.inject(When.is(Kind.GET_OBJECT), new Action.SlowAnswer(1_000_000));
        long start = System.nanoTime();
        assertThat(get("a")).isEqualTo(content);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(200));
    }

    @Test
    void slowsARequestDown() {
        Fault fault = proxy.inject(When.is(Kind.PUT_OBJECT), new Action.SlowRequest(1_000_000));
        long start = System.nanoTime();
        put("a");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(200));
        assertThat(fault.hits()).isOne();
        assertThat(get("a")).isEqualTo(content);
    }

    @Test
    void answersInTheServersPlace() {
        Instant then = Instant.parse("2020-01-01T00:00:00Z");
        Answer[] answers = {
            Answers.tooManyRequestsHtml(),
            Answers.slowDown(Duration.ofSeconds(3)),
            Answers.serviceUnavailable(),
            Answers.internalError(),
            Answers.requestTimeout(),
            Answers.requestTimeTooSkewed(then),
            Answers.permanentRedirect("eu-west-1", "s3.eu-west-1.amazonaws.com"),
            Answers.wrongRegion("eu-west-1"),
            Answers.accessDenied(),
            Answers.notImplemented(),
            Answers.methodNotAllowed(),
        };
        for (Answer answer : answers) {
            Fault fault = proxy.inject(When.is(Kind.PUT_OBJECT), new Action.Instead(answer));
            assertThatThrownBy(() -> put("a")).isInstanceOfSatisfying(S3Exception.class, e -> {
                assertThat(e.statusCode()).isEqualTo(answer.status());
                assertThat(answer.body())
                        .contains(
                                answer.status() == 429
                                        ? "<html>"
                                        : e.awsErrorDetails().errorCode());
                assertThat(answer.headers().all()).allSatisfy(header -> assertThat(
                                e.awsErrorDetails().sdkHttpResponse().firstMatchingHeader(header.name()))
                        .contains(header.value()));
            });
            assertThat(fault.hits()).isOne();
            fault.remove();
        }
        assertThat(file("a")).doesNotExist();
        assertThat(proxy.requests(Kind.PUT_OBJECT)).extracting(Recorded::status).containsSequence(429, 503, 503, 500);
    }

    @Test
    void answersAHeadWithoutABody() {
        put("a");
        Fault fault = proxy.inject(When.is(Kind.HEAD_OBJECT).first(1), new Action.Instead(Answers.slowDown()));
        assertThatThrownBy(() ->
                        client.headObject(request -> request.bucket(bucket).key("a")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(503));
        assertThat(client.headObject(request -> request.bucket(bucket).key("a")).contentLength())
                .isEqualTo(content.length);
        assertThat(fault.hits()).isOne();
    }

    @Test
    void letsItHappenAndSaysItDidNot() {
        Fault fault = proxy.inject(When.is(Kind.PUT_OBJECT), new Action.Afterwards(Answers.internalError()));
        assertThatThrownBy(() -> put("a")).isInstanceOf(S3Exception.class).hasMessageContaining("500");
        assertThat(fault.hits()).isOne();
        assertThat(file("a")).hasBinaryContent(content);
    }

    @Test
    void putsAnErrorInsideA200() {
        put("a");
        Fault instead = proxy.inject(
                When.is(Kind.COPY_OBJECT).first(1), new Action.Instead(Answers.errorInside200("InternalError")));
        Fault after = proxy.inject(
                When.is(Kind.COPY_OBJECT).nth(2), new Action.Afterwards(Answers.errorInside200("InternalError")));
        assertThatThrownBy(() -> copy("a", "b"))
                .isInstanceOf(SdkException.class)
                .hasMessageContaining("internal error");
        assertThat(file("b")).doesNotExist();
        assertThatThrownBy(() -> copy("a", "b"))
                .isInstanceOf(SdkException.class)
                .hasMessageContaining("internal error");
        assertThat(file("b")).hasBinaryContent(content);
        assertThat(instead.hits()).isOne();
        assertThat(after.hits()).isOne();
        assertThat(proxy.requests(Kind.COPY_OBJECT))
                .extracting(Recorded::status)
                .containsExactly(200, 200);
    }

    private void copy(String from, String to) {
        client.copyObject(request -> request.sourceBucket(bucket)
                .sourceKey(from)
                .destinationBucket(bucket)
                .destinationKey(to));
    }

    @Test
    void truncatesAnAnswer() {
        put("a");
        Fault closing = proxy.inject(When.is(Kind.GET_OBJECT).first(1), new Action.CloseAnswer(70_000));
        assertThatThrownBy(() -> get("a"))
                .isInstanceOf(SdkClientException.class)
                .hasRootCauseInstanceOf(ConnectionClosedException.class);
        Fault shortening = proxy.inject(When.is(Kind.GET_OBJECT).first(1), new Action.ShortenAnswer(70_000));
        assertThat(get("a")).isEqualTo(Arrays.copyOf(content, 70_000));
        Fault emptying = proxy.inject(When.is(Kind.GET_OBJECT).first(1), new Action.ShortenAnswer(0));
        assertThat(get("a")).isEmpty();
        assertThat(get("a")).isEqualTo(content);
        assertThat(closing.hits() + shortening.hits() + emptying.hits()).isEqualTo(3);
    }

    @Test
    void flipsABitOfAnAnswer() {
        put("a");
        Fault fault = proxy.inject(When.is(Kind.GET_OBJECT).first(1), new Action.FlipAnswer(123_456));
        byte[] damaged = content.clone();
        damaged[123_456] ^= 1;
        assertThat(get("a")).isEqualTo(damaged);
        assertThat(get("a")).isEqualTo(content);
        assertThat(fault.hits()).isOne();
    }

    @Test
    void flipsABitOfARequestAndTheServerNotices() {
        Fault fault = proxy.inject(When.is(Kind.PUT_OBJECT).first(1), new Action.FlipRequest(123_456));
        assertThatThrownBy(() -> put("a")).isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode())
                .isEqualTo(400));
        assertThat(fault.hits()).isOne();
        assertThat(file("a")).doesNotExist();
    }

    @Test
    void holdsARequestUntilTheTestLetsItGo() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        Fault fault = proxy.inject(When.is(Kind.PUT_OBJECT), new Action.Hold(latch));
        CompletableFuture<Void> putting = CompletableFuture.runAsync(() -> put("a"));
        fault.awaitHits(1, SOON);
        assertThat(putting).isNotDone();
        assertThat(file("a")).doesNotExist();
        latch.countDown();
        assertThat(putting).succeedsWithin(SOON);
        assertThat(Files.size(file("a"))).isEqualTo(content.length);
    }

    @Test
    void holdsRequestsAtAGateAndCountsThoseInFlight() {
        Gate gate = proxy.gate(When.is(Kind.PUT_OBJECT).after(1));
        put("first");
        assertThat(gate.held()).isZero();
        var putting = java.util.stream.IntStream.range(0, 5)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> put("more" + i), command -> Thread.ofVirtual().start(command)))
                .toList();
        gate.awaitHeld(5, SOON);
        assertThat(proxy.inFlight(Kind.PUT_OBJECT)).isEqualTo(5);
        assertThat(proxy.maxInFlight(Kind.PUT_OBJECT)).isEqualTo(5);
        assertThat(proxy.maxInFlight()).isEqualTo(5);
        assertThat(server.files(bucket)).isDirectoryNotContaining("glob:**more*");
        gate.release();
        assertThat(CompletableFuture.allOf(putting.toArray(CompletableFuture[]::new)))
                .succeedsWithin(SOON);
        assertThat(proxy.inFlight(Kind.PUT_OBJECT)).isZero();
        proxy.forget();
        put("last");
        assertThat(proxy.counts()).containsExactly(java.util.Map.entry(Kind.PUT_OBJECT, 1L));
        assertThat(proxy.maxInFlight(Kind.PUT_OBJECT)).isOne();
    }

    @Test
    void dropsWhatWaitsAtAGate() {
        Gate gate = proxy.gate(When.is(Kind.PUT_OBJECT));
        CompletableFuture<Void> putting = CompletableFuture.runAsync(() -> put("a"));
        gate.awaitHeld(1, SOON);
        gate.drop();
        assertThat(putting).failsWithin(SOON).withThrowableThat().withRootCauseInstanceOf(SocketException.class);
        assertThat(file("a")).doesNotExist();
        put("a");
        assertThat(gate.held()).isOne();
    }

    @Test
    void choosesByKeyAndByNumber() {
        Fault second = proxy.inject(When.is(Kind.PUT_OBJECT).nth(2), new Action.Instead(Answers.accessDenied()));
        Fault third = proxy.inject(When.is(Kind.PUT_OBJECT).every(3), new Action.Instead(Answers.slowDown()));
        Fault named = proxy.inject(When.any().key("x/.*"), new Action.Instead(Answers.internalError()));
        String[] keys = {"a", "b", "c", "d", "x/e", "x/f", "g"};
        for (String key : keys) {
            try {
                put(key);
            } catch (S3Exception e) {
                assertThat(e.statusCode()).isGreaterThan(400);
            }
        }
        assertThat(proxy.requests()).extracting(Recorded::status).containsExactly(200, 403, 503, 200, 500, 503, 200);
        assertThat(second.hits()).isEqualTo(1);
        assertThat(third.hits()).isEqualTo(2);
        assertThat(named.hits()).isEqualTo(1);
    }

    @Test
    void timesOutWhereItIsWaitedForInVain() {
        Fault fault = proxy.inject(When.is(Kind.PUT_OBJECT), new Action.Refuse());
        assertThatThrownBy(() -> fault.awaitHits(1, Duration.ofMillis(10)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Refuse[] for [PUT_OBJECT]");
        assertThatThrownBy(() -> put("a")).isInstanceOf(SdkClientException.class);
    }
}
