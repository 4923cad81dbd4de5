package org.holdfast.servers.faults;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The receiving half of a connection: lines and bytes. For one thread at a time.
final class WireInput {
    static final int BUFFER = 16 * 1024;
    private static final int LONGEST_LINE = 64 * 1024;

    private final InputStream in;

    WireInput(InputStream in) {
        this.in = new BufferedInputStream(in, BUFFER);
    }

    /// The next line without its end; empty if the other side has closed before it.
    Optional<String> line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 && line.size() == 0) {
                return Optional.empty();
            }
            if (c < 0 || line.size() == LONGEST_LINE) {
                throw new EOFException("a header line has no end");
            }
            line.write(c);
        }
        return Optional.of(line.toString(StandardCharsets.ISO_8859_1).stripTrailing());
    }

    /// As [#line()], where one has to come.
    String someLine() throws IOException {
        return line().orElseThrow(() -> new EOFException("closed in mid-message"));
    }

    /// At least one byte, at most `limit`; -1 if the other side has closed.
    int read(byte[] buffer, long limit) throws IOException {
        return in.read(buffer, 0, (int) Math.min(buffer.length, limit));
    }
}
