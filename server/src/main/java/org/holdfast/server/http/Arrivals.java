package org.holdfast.server.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/// Ends a connection whose requests do not arrive, or whose answers are not taken. How long an answer takes to be
/// prepared is our affair, and ends nothing. Confined to the event loop of the connection.
final class Arrivals {
    /// For an answer of any size.
    private static final Duration TAKING = Duration.ofMinutes(10);

    private final Vertx vertx;
    private final HttpConnection connection;
    private final Duration patience;
    private final Set<HttpServerRequest> answering = new HashSet<>();
    private long timer = -1;
    private boolean closed;

    /// Waits for a request from now on.
    ///
    /// @param patience how long a head, and a body, may take to arrive
    /// @param end called when the connection is closed
    Arrivals(Vertx vertx, HttpConnection connection, Duration patience, Runnable end) {
        this.vertx = vertx;
        this.connection = connection;
        this.patience = patience;
        connection.closeHandler(_ -> {
            closed = true;
            rest();
            end.run();
        });
        await(patience);
    }

    private void await(Duration longest) {
        rest();
        if (!closed && answering.isEmpty()) {
            timer = vertx.setTimer(longest.toMillis(), _ -> connection.close());
        }
    }

    private void rest() {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    /// The head of a request is here.
    void asked() {
        await(patience);
    }

    /// All of a request is here.
    void arrived(HttpServerRequest request) {
        answering.add(request);
        rest();
    }

    /// All of an answer was handed over to be sent.
    void answered(HttpServerRequest request) {
        answering.remove(request);
        await(TAKING);
    }

    /// All of an answer was sent.
    void taken() {
        await(patience);
    }
}
