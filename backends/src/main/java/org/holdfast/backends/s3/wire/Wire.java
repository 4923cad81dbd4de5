package org.holdfast.backends.s3.wire;

import java.io.IOException;

/// What brings requests to a service, and back its answers. Implementations are thread-safe.
@FunctionalInterface
public interface Wire {
    /// Sends one request and waits until its answer begins.
    ///
    /// @throws IOException if there is no answer
    Incoming exchange(Outgoing request) throws IOException;
}
