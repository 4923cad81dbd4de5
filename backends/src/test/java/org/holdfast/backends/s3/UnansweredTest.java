package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.Retries;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.RetryPolicy;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.TransientStoreException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

/// Requests that get no answer.
class UnansweredTest {
    private static final Retries ONCE =
            new Retries(new RetryPolicy(1, Duration.ZERO, Duration.ZERO), RetryListener.NONE);
    private static final Timeouts SHORT =
            new Timeouts(Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofSeconds(30));
    private static final Timeouts LONG =
            new Timeouts(Duration.ofSeconds(5), Duration.ofMinutes(10), Duration.ofMinutes(10));

    @Test
    void nobodyListens() throws IOException {
        URI closed;
        try (ServerSocket socket = listen()) {
            closed = address(socket);
        }
        StoreException thrown = failure(Sites.at(closed));
        assertThat(thrown)
                .isInstanceOf(TransientStoreException.class)
                .hasMessageStartingWith(
                        "connection refused: could not get a/key in bucket the-bucket at " + closed.getAuthority())
                .hasCauseInstanceOf(SdkClientException.class);
        assertThat(thrown.hint()).contains("is the service running").contains("`curl -I " + closed + "`");
    }

    @Test
    void aHostThatWasNeverThereIsNotWaitedFor() {
        StoreException thrown = failure(Sites.at(URI.create("http://holdfast.invalid")));
        assertThat(thrown)
                .isInstanceOf(PermanentStoreException.class)
                .hasMessageStartingWith("host not found: could not get a/key in bucket the-bucket at holdfast.invalid");
        assertThat(thrown.hint()).contains("spelling").doesNotContain("path style");
    }

    @Test
    void aBucketWithoutAHostOfItsOwnNeedsPathStyle() {
        Profile hosts = Sites.profile(false, Profile.Checksums.MD5, false, EnumSet.noneOf(Ability.class));
        S3Settings settings = Sites.settings(URI.create("http://holdfast.invalid"), Optional.of(Sites.KEYS));
        StoreException thrown = failure(new Site(settings, "s3", settings.endpoint(), "us-east-1", hosts));
        assertThat(thrown).hasMessageContaining("the-bucket.holdfast.invalid");
        assertThat(thrown.hint())
                .contains("requests go to the-bucket.holdfast.invalid")
                .contains("path style");
    }

    @Test
    void aServiceThatFallsSilentTimesOut() throws IOException {
        try (ServerSocket silent = listen();
                Connection connection = connect(Sites.at(address(silent)), SHORT)) {
            assertThat(catchThrowable(() -> Asked.send(connection, Operation.GET)))
                    .isInstanceOf(TransientStoreException.class)
                    .hasMessageStartingWith("timed out");
        }
    }

    @Test
    void copiesAndCompletionsMayTakeLonger() throws IOException {
        CountDownLatch timedOut = new CountDownLatch(1);
        try (CannedServer slow = CannedServer.start(request -> {
                    if (!request.method().equals("GET")) {
                        await(timedOut);
                        return CannedServer.Reply.xml(
                                200,
                                request.method().equals("PUT")
                                        ? "<CopyObjectResult><ETag>e</ETag></CopyObjectResult>"
                                        : "<CompleteMultipartUploadResult><ETag>e</ETag>"
                                                + "</CompleteMultipartUploadResult>");
                    }
                    await(timedOut);
                    return CannedServer.Reply.empty(200);
                });
                Connection connection = connect(Sites.at(slow.endpoint()), SHORT)) {
            AtomicReference<Object> copied = new AtomicReference<>();
            AtomicReference<Object> completed = new AtomicReference<>();
            Thread copy =
                    Thread.ofVirtual().start(() -> copied.set(outcome(() -> Asked.send(connection, Operation.COPY))));
            Thread complete = Thread.ofVirtual()
                    .start(() -> completed.set(outcome(() -> Asked.send(connection, Operation.FLUSH))));
            while (slow.seen().size() < 2) {
                Thread.onSpinWait();
            }
            assertThat(outcome(() -> Asked.send(connection, Operation.GET)))
                    .isInstanceOf(TransientStoreException.class);
            timedOut.countDown();
            join(copy);
            join(complete);
            assertThat(copied.get()).asString().startsWith("CopyObjectResponse");
            assertThat(completed.get()).asString().startsWith("CompleteMultipartUploadResponse");
        }
    }

    @Test
    void aConnectionThatIsCutIsTriedAgain() throws IOException {
        AtomicInteger heard = new AtomicInteger();
        Retries thrice = new Retries(new RetryPolicy(3, Duration.ZERO, Duration.ZERO), retry -> {
            assertThat(retry.cause()).hasMessageStartingWith("connection lost");
            heard.incrementAndGet();
        });
        try (ServerSocket cutting = listen()) {
            Thread.ofVirtual().start(() -> cutTwiceThenAnswer(cutting));
            try (Connection connection = Connection.open(
                    Sites.at(address(cutting)), SiteMemory.NONE, thrice, InstantSource.system(), Timeouts.USUAL)) {
                Asked.send(connection, Operation.GET);
            }
        }
        assertThat(heard).hasValue(2);
    }

    @Test
    void anAnswerThatEndsWhileItIsParsedIsTriedAgain() throws IOException {
        String body = "<ListBucketResult><KeyCount>7</KeyCount></ListBucketResult>";
        String head =
                "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: " + body.length() + "\r\n\r\n";
        List<String> answers = List.of(head, head + body.substring(0, 20), head + body);
        AtomicInteger heard = new AtomicInteger();
        Retries thrice = new Retries(new RetryPolicy(3, Duration.ZERO, Duration.ZERO), retry -> {
            assertThat(retry.cause()).hasMessageStartingWith("connection lost");
            heard.incrementAndGet();
        });
        try (ServerSocket cutting = listen()) {
            Thread.ofVirtual().start(() -> answers.forEach(answer -> answer(cutting, answer)));
            try (Connection connection = Connection.open(
                    Sites.at(address(cutting)), SiteMemory.NONE, thrice, InstantSource.system(), Timeouts.USUAL)) {
                int count = connection.send(Operation.LIST, ObjectKey.ROOT, client -> client.listObjectsV2(
                                list -> list.bucket("the-bucket"))
                        .keyCount());
                assertThat(count).isEqualTo(7);
            }
        }
        assertThat(heard).hasValue(2);
    }

    private static void answer(ServerSocket listening, String answer) {
        try (Socket socket = listening.accept()) {
            assertThat(socket.getInputStream().read(new byte[8192])).isPositive();
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void cutTwiceThenAnswer(ServerSocket listening) {
        try {
            for (int i = 0; i < 2; i++) {
                try (Socket socket = listening.accept()) {
                    assertThat(socket.getInputStream().read()).isEqualTo('G');
                    socket.setSoLinger(true, 0);
                }
            }
            try (Socket socket = listening.accept()) {
                assertThat(socket.getInputStream().read(new byte[8192])).isPositive();
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anInterruptEndsARequest() throws Exception {
        try (ServerSocket silent = listen();
                Connection connection = connect(Sites.at(address(silent)), LONG)) {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            AtomicReference<Boolean> flag = new AtomicReference<>(false);
            Thread thread = Thread.ofVirtual().start(() -> {
                thrown.set(catchThrowable(() -> Asked.send(connection, Operation.GET)));
                flag.set(Thread.currentThread().isInterrupted());
            });
            try (Socket accepted = silent.accept()) {
                assertThat(accepted.getInputStream().read()).isEqualTo('G');
                thread.interrupt();
                assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
            }
            assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
            assertThat(flag.get()).isTrue();
        }
    }

    @Test
    void anInterruptedThreadSendsNothing() throws IOException {
        try (CannedServer server = CannedServer.always(CannedServer.Reply.empty(200));
                Connection connection = connect(Sites.at(server.endpoint()), LONG)) {
            Thread.currentThread().interrupt();
            Throwable thrown = catchThrowable(() -> connection.send(Operation.GET, ObjectKey.of("k"), _ -> "sent"));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(thrown).isInstanceOf(InterruptedIOException.class);
            assertThat(server.seen()).isEmpty();
        }
    }

    private static StoreException failure(Site site) {
        try (Connection connection = connect(site, SHORT)) {
            return (StoreException) catchThrowable(() -> Asked.send(connection, Operation.GET));
        }
    }

    private static Connection connect(Site site, Timeouts timeouts) {
        return Connection.open(site, SiteMemory.NONE, ONCE, InstantSource.system(), timeouts);
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static URI address(ServerSocket socket) {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    private interface Sending {
        Object send() throws IOException;
    }

    private static Object outcome(Sending sending) {
        try {
            return sending.send();
        } catch (IOException e) {
            return e;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
