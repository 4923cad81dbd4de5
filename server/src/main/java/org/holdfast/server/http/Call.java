package org.holdfast.server.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.NoSuchElementException;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Json;

/// A request that was let in.
///
/// @param path the parts of its path that the route names, decoded
/// @param query its parameters
/// @param body of at most so many bytes as the front lets in
/// @param visitor who makes it
/// @param address where the visitor is
/// @param lastEvent what it says to have seen of a stream of events; 0 for nothing
record Call(
        Map<String, String> path,
        Map<String, String> query,
        String body,
        Visitor visitor,
        String address,
        long lastEvent) {
    String part(String name) {
        String value = path.get(name);
        if (value == null) {
            throw new NoSuchElementException(name);
        }
        return value;
    }

    /// What was sent, an empty object if it is nothing.
    Fields fields() throws BackupException {
        return new Fields(
                body.isEmpty()
                        ? Map.of()
                        : Json.object(body.getBytes(StandardCharsets.UTF_8), "the body of the request"));
    }

    Fields parameters() {
        return new Fields(query);
    }
}
