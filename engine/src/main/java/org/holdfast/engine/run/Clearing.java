package org.holdfast.engine.run;

import java.io.IOException;

/// Removes what a run kept in the state directory, when it is closed. What cannot be removed changes no verdict: people
/// are told, and the next run tries again.
///
/// @param app whose backups it was for
record Clearing(RunListener listener, String app, Removal removal) implements AutoCloseable {
    /// Removes it.
    @FunctionalInterface
    interface Removal {
        void run() throws IOException;
    }

    @Override
    public void close() {
        try {
            removal.run();
        } catch (IOException | RuntimeException e) {
            listener.warning(app, "cannot remove what this run kept in the state directory: " + e.getMessage());
        }
    }
}
