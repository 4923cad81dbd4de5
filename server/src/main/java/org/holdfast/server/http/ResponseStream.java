package org.holdfast.server.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// The body of an answer that is a file. Holds one buffer, and waits until the connection has taken it. Confined to
/// one thread, which is not the event loop.
final class ResponseStream extends OutputStream {
    private static final int BUFFER_BYTES = 64 << 10;

    /// Of a receiver that takes nothing.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Exchange exchange;
    private final String name;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int filled;
    private boolean begun;

    ResponseStream(Exchange exchange, String name) {
        this.exchange = exchange;
        this.name = name;
    }

    /// Whether anything was sent.
    boolean hasBegun() {
        return begun;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            int part = Math.min(left, buffer.length - filled);
            System.arraycopy(bytes, from, buffer, filled, part);
            filled += part;
            from += part;
            left -= part;
            if (filled == buffer.length) {
                send(false);
            }
        }
    }

    private void send(boolean last) throws IOException {
        begun = true;
        Buffer part = Buffer.buffer(filled).appendBytes(buffer, 0, filled);
        filled = 0;
        Promise<Void> sent = Promise.promise();
        exchange.onLoop(() -> {
            try {
                hand(part, last).onComplete(sent);
            } catch (RuntimeException | Error e) {
                sent.fail(e);
            }
        });
        Front.await(sent.future(), PATIENCE);
    }

    private Future<Void> hand(Buffer part, boolean last) {
        HttpServerResponse response = exchange.response();
        if (response.closed()) {
            return Future.failedFuture("the receiver is gone");
        }
        if (!response.headWritten()) {
            response.setChunked(true)
                    .putHeader("Content-Type", "application/octet-stream")
                    .putHeader("Content-Disposition", disposition(name));
        }
        return last ? exchange.end(part) : response.write(part);
    }

    /// A name as a file is called, whatever it has in it.
    static String disposition(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
        String exact = URLEncoder.encode(name.replaceAll("[\\uD800-\\uDFFF]", "_"), StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + exact;
    }

    @Override
    public void close() throws IOException {
        send(true);
    }
}
