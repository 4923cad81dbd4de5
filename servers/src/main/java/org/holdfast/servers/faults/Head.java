package org.holdfast.servers.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The first line of a message and its header fields.
record Head(String start, Headers headers) {
    /// Empty if the other side has closed between two messages.
    static Optional<Head> read(WireInput in) throws IOException {
        Optional<String> start = in.line();
        if (start.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Head(start.get(), new Headers(fields(in))));
    }

    /// The fields up to the empty line, at the head of a message or after its last chunk.
    static List<Header> fields(WireInput in) throws IOException {
        List<Header> fields = new ArrayList<>();
        for (String line = in.someLine(); !line.isEmpty(); line = in.someLine()) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new IOException("not a header line: " + line);
            }
            fields.add(new Header(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return fields;
    }

    /// A word of the first line: of a request method, target and version, of an answer version, status and reason.
    String word(int index) {
        String[] words = start.split(" ", 3);
        return index < words.length ? words[index] : "";
    }

    int status() {
        return Integer.parseInt(word(1));
    }

    /// Whether this side wants to go on with the connection.
    boolean keepsAlive() {
        return start.contains("HTTP/1.1") && !headers.names("Connection", "close");
    }

    /// Without what concerns one connection only. Host, which signatures cover, stays.
    Head toPassOn() {
        return new Head(
                start, headers.without("Connection", "Keep-Alive", "Proxy-Connection", "Upgrade", "HTTP2-Settings"));
    }

    void write(OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder(start).append("\r\n");
        headers.all().forEach(header -> text.append(header).append("\r\n"));
        out.write(text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
