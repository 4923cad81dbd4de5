package org.holdfast.servers;

/// What came of starting a server that does not run everywhere.
public sealed interface Start {
    /// It runs.
    record Running(S3Server server) implements Start {}

    /// It cannot run here, and why.
    record Skipped(String reason) implements Start {}
}
