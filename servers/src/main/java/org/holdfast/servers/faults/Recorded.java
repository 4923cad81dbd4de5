package org.holdfast.servers.faults;

import java.util.Optional;

/// A request as the proxy saw it.
///
/// @param sequence from 1, in the order in which the requests came
/// @param bucket empty if it names none
/// @param key decoded; empty if it names none
/// @param path as on the wire, encoded
/// @param query as on the wire, without the question mark; empty if there is none
/// @param requestBytes of the body, so far
/// @param status what the client heard; 0 if nothing so far
/// @param responseBytes of the body, so far
/// @param fault what it suffered
public record Recorded(
        long sequence,
        Kind kind,
        String bucket,
        String key,
        String method,
        String path,
        String query,
        Headers headers,
        long requestBytes,
        int status,
        long responseBytes,
        Optional<Action> fault) {}
