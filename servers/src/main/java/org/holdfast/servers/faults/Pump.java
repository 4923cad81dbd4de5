package org.holdfast.servers.faults;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/// Carries the body of a request to the server while the server may already be answering. Thread-safe.
final class Pump {
    private final Exchange exchange;
    private final Peer client;
    private final Peer server;
    private final Framing framing;
    private final Meddling meddling;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean invited;
    private boolean taken = true;

    Pump(Exchange exchange, Peer client, Peer server, Meddling meddling) {
        this.exchange = exchange;
        this.client = client;
        this.server = server;
        this.framing = Framing.ofRequest(exchange.request());
        this.meddling = meddling;
    }

    void start(Executor threads) {
        if (framing instanceof Framing.None) {
            done.countDown();
            return;
        }
        threads.execute(this::carry);
    }

    private void carry() {
        try {
            Relay relay = new Relay(
                    framing.reader(client.in()),
                    new Tolerant(framing.writer(server.out())),
                    framing.known(),
                    meddling,
                    exchange::received,
                    () -> {});
            if (!relay.run()) {
                exchange.end();
                client.reset();
                server.close();
            }
        } catch (IOException e) {
            // The client has gone in mid-body: the server has to see that too, and not wait.
            server.close();
        } finally {
            done.countDown();
        }
    }

    /// The server has said "100 Continue", and the client has been told.
    void invited() {
        invited = true;
    }

    /// Whether the body has come or is sure to come, so that the connection can be used after it.
    boolean isSure() {
        return invited || done.getCount() == 0 || !exchange.request().headers().has("Expect");
    }

    /// Waits until the body has come, but not long.
    void linger() throws InterruptedException {
        if (!done.await(1, TimeUnit.SECONDS)) {
            server.close();
        }
    }

    boolean isDone() {
        return done.getCount() == 0;
    }

    void join() throws InterruptedException {
        done.await();
    }

    /// A server may answer and close without having read all. The client still has to get rid of its body before it
    /// looks at the answer.
    private final class Tolerant implements BodyWriter {
        private final BodyWriter inner;

        Tolerant(BodyWriter inner) {
            this.inner = inner;
        }

        @Override
        public void write(byte[] buffer, int from, int length) {
            attempt(() -> inner.write(buffer, from, length));
        }

        @Override
        public void end(List<Header> trailers) {
            attempt(() -> inner.end(trailers));
        }

        private void attempt(Writing writing) {
            if (!taken) {
                return;
            }
            try {
                writing.run();
            } catch (IOException e) {
                taken = false;
            }
        }
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }
}
