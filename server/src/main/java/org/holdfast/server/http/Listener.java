package org.holdfast.server.http;

import java.nio.file.Path;
import java.util.Optional;

/// Where the front listens.
///
/// @param port 0: any that is free
/// @param certificate a file with a chain in PEM form; together with a `key`, or neither
public record Listener(String address, int port, Optional<Path> certificate, Optional<Path> key) {}
