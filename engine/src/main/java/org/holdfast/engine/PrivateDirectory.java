package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Path;

/// A directory for one purpose in the state directory, which nobody else can read. Closing it removes it with all that
/// is in it; what a killed process left is removed by the next one.
public record PrivateDirectory(Path path) implements AutoCloseable {
    public static PrivateDirectory in(StateDirectory state) throws BackupException {
        try {
            return new PrivateDirectory(state.temporary());
        } catch (IOException e) {
            throw Failures.explain(e);
        }
    }

    @Override
    public void close() throws BackupException {
        try {
            Trees.delete(path);
        } catch (IOException e) {
            throw Failures.explain(e);
        }
    }
}
