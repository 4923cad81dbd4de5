package org.holdfast.server.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.util.Map;
import org.holdfast.engine.Json;

/// Sends answers. Thread-safe.
final class Sender {
    /// Nothing but what is ours, and nothing inline.
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private final boolean tls;
    private final EventStreams events;

    Sender(Vertx vertx, boolean tls) {
        this.tls = tls;
        this.events = new EventStreams(vertx);
    }

    /// What every answer has.
    void prepare(HttpServerResponse response) {
        response.putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Cache-Control", "no-store");
        if (tls) {
            response.putHeader("Strict-Transport-Security", "max-age=31536000");
        }
    }

    /// Sends an answer, from whatever thread. A download is sent by this one, which waits for the receiver.
    void send(Exchange exchange, Answer answer) {
        switch (answer) {
            case Answer.Document(var status, var value, var headers) ->
                content(exchange, status, "application/json", Buffer.buffer(Json.line(value) + "\n"), headers);
            case Answer.Content(var status, var type, var bytes, var headers) ->
                content(exchange, status, type, bytes, headers);
            case Answer.Download download -> download(exchange, download);
            case Answer.Events stream -> exchange.onLoop(() -> events.stream(exchange, stream, this));
        }
    }

    private void content(Exchange exchange, int status, String type, Buffer bytes, Map<String, String> headers) {
        exchange.onLoop(() -> {
            HttpServerResponse response = exchange.response();
            if (response.closed() || response.ended() || response.headWritten()) {
                return;
            }
            response.setStatusCode(status).putHeader("Content-Type", type);
            headers.forEach(response::putHeader);
            // A body that was refused may still come, and is not kept: whoever sends it would miss the answer if the
            // connection ended meanwhile. It has as long as any.
            exchange.end(bytes);
        });
    }

    private void download(Exchange exchange, Answer.Download download) {
        if (exchange.request().version() == HttpVersion.HTTP_1_0) {
            // It would take a file that was cut off for a whole one.
            send(
                    exchange,
                    Errors.answer(
                            400,
                            "misconfigured",
                            "files are not sent by HTTP/1.0",
                            "ask by HTTP/1.1; a proxy has to do so, too"));
            return;
        }
        ResponseStream out = new ResponseStream(exchange, download.name());
        try {
            download.body().writeTo(out);
            out.close();
        } catch (IOException | RuntimeException | Error e) {
            if (out.hasBegun()) {
                // Whoever receives it must not take it for whole.
                exchange.onLoop(() -> exchange.request().connection().close());
            } else {
                send(exchange, Errors.answer(e));
            }
        }
    }
}
