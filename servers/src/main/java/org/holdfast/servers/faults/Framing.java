package org.holdfast.servers.faults;

import java.io.OutputStream;

/// How one tells where a body ends (RFC 9112, section 6).
sealed interface Framing {
    record None() implements Framing {}

    record Length(long bytes) implements Framing {}

    record Chunked() implements Framing {}

    /// Where the connection ends; answers only.
    record UntilClose() implements Framing {}

    static Framing ofRequest(Head head) {
        if (head.headers().names("Transfer-Encoding", "chunked")) {
            return new Chunked();
        }
        long length =
                head.headers().first("Content-Length").map(Long::parseLong).orElse(0L);
        return length == 0 ? new None() : new Length(length);
    }

    static Framing ofAnswer(Head head, String method) {
        int status = head.status();
        if (method.equals("HEAD") || status < 200 || status == 204 || status == 304) {
            return new None();
        }
        if (head.headers().names("Transfer-Encoding", "chunked")) {
            return new Chunked();
        }
        return head.headers()
                .first("Content-Length")
                .map(Long::parseLong)
                .<Framing>map(Length::new)
                .orElse(new UntilClose());
    }

    /// Bytes of the body, if known before it comes; else -1.
    default long known() {
        return switch (this) {
            case None() -> 0;
            case Length(long bytes) -> bytes;
            case Chunked(), UntilClose() -> -1;
        };
    }

    default BodyReader reader(WireInput in) {
        return switch (this) {
            case None() -> new BodyReader.OfLength(in, 0);
            case Length(long bytes) -> new BodyReader.OfLength(in, bytes);
            case Chunked() -> new BodyReader.OfChunks(in);
            case UntilClose() -> buffer -> in.read(buffer, buffer.length);
        };
    }

    default BodyWriter writer(OutputStream out) {
        return switch (this) {
            case Chunked() -> new BodyWriter.InChunks(out);
            case None(), Length(var _), UntilClose() -> new BodyWriter.Plain(out);
        };
    }
}
