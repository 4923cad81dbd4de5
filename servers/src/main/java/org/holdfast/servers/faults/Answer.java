package org.holdfast.servers.faults;

import java.nio.charset.StandardCharsets;

/// What the proxy says in the server's place. Content-Length is added.
public record Answer(int status, Headers headers, String body) {
    /// This with one more header field.
    public Answer with(String name, String value) {
        return new Answer(status, headers.with(name, value), body);
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    Head head(boolean stays) {
        Headers all = headers.with("Content-Length", Integer.toString(bytes().length));
        return new Head("HTTP/1.1 " + status + " Fault", stays ? all : all.with("Connection", "close"));
    }
}
