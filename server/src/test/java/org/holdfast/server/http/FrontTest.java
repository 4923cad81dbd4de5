package org.holdfast.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.holdfast.engine.AccessToken;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How long connections last, by a front that is patient for a second.
class FrontTest {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final CountDownLatch prepared = new CountDownLatch(1);
    private Front front;

    @BeforeEach
    void open() throws Exception {
        Gate gate = new Gate(AccessToken.of("x"), false, InstantSource.system());
        Routes routes = new Routes(List.of(
                new Route("GET", "/slow", true, _ -> {
                    await();
                    return Answer.Document.ok(Map.of("slow", true));
                }),
                new Route(
                        "GET",
                        "/file",
                        true,
                        _ -> new Answer.Download("file", out -> {
                            await();
                            out.write(new byte[] {'f', 'i', 'l', 'e'});
                        }))));
        front = Front.open(
                new Listener("127.0.0.1", 0, Optional.empty(), Optional.empty()),
                gate,
                routes,
                PATIENCE,
                (_, _, _) -> {});
    }

    private void await() throws IOException {
        try {
            prepared.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @AfterEach
    void close() {
        front.close();
    }

    private Socket send(String text) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), front.port());
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String read(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void noFileIsSentToWhoeverCouldNotTellThatItWasCutOff() throws Exception {
        try (Socket old = send("GET /file HTTP/1.0\r\nHost: x\r\n\r\n")) {
            assertThat(read(old)).contains(" 400 ", "files are not sent by HTTP/1.0");
        }
    }

    @Test
    void whoeverDoesNotSendAWholeRequestIsCutOffAndWhoeverWaitsForAnAnswerIsNot() throws Exception {
        try (Socket slow = send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
                Socket file = send("GET /file HTTP/1.1\r\nHost: x\r\n\r\n")) {
            // Each lasts as long as the patience, while the two above wait.
            for (String half : List.of(
                    "", "GET /slow HTTP/1.1\r\nHo", "GET /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf")) {
                try (Socket cut = send(half)) {
                    assertThat(read(cut)).as(half).isEmpty();
                }
            }
            prepared.countDown();
            // Then nothing more is asked, and they are cut off, too.
            assertThat(read(slow)).startsWith("HTTP/1.1 200 ").endsWith("{\"slow\":true}\n");
            assertThat(read(file)).startsWith("HTTP/1.1 200 ").contains("file");
        }
    }
}
