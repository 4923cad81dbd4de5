package org.holdfast.engine.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How `holdfast serve` listens, and what it may do.
///
/// @param address to listen at: a numeric address or a host name
/// @param port 0: any that is free
/// @param tls empty: without TLS
/// @param tokenFile holds the hash of the token; empty: one in the state directory
/// @param restoreDirectories below which restores may write
/// @param jitter scheduled jobs begin up to so much later than their schedule says
public record ServeConfig(
        String address,
        int port,
        Optional<Tls> tls,
        Optional<Path> tokenFile,
        List<Path> restoreDirectories,
        Duration jitter) {
    static final String LOOPBACK = "127.0.0.1";
    static final int USUAL_PORT = 7420;
    static final Duration USUAL_JITTER = Duration.ofMinutes(1);

    /// What is so where the configuration says nothing.
    static final ServeConfig USUAL =
            new ServeConfig(LOOPBACK, USUAL_PORT, Optional.empty(), Optional.empty(), List.of(), USUAL_JITTER);

    public ServeConfig {
        restoreDirectories = List.copyOf(restoreDirectories);
    }

    /// Files in PEM form.
    ///
    /// @param certificate with the chain that leads to it
    public record Tls(Path certificate, Path key) {}

    /// Whether only this machine can connect.
    boolean isLoopback() {
        return address.equals("localhost") || address.equals("::1") || address.matches("127(\\.[0-9]{1,3}){3}");
    }
}
