package org.holdfast.engine;

import java.io.Closeable;
import java.io.IOException;
import org.holdfast.format.FrozenSource;
import org.holdfast.format.SourceScan;
import org.jspecify.annotations.Nullable;

/// An app's content that is frozen when it is first asked for. For one thread.
final class FrozenLater implements SourceScan, Closeable {
    /// How it is frozen.
    @FunctionalInterface
    interface Freezing {
        FrozenApp freeze() throws BackupException;
    }

    private final Freezing freezing;
    private @Nullable FrozenApp frozen;

    FrozenLater(Freezing freezing) {
        this.freezing = freezing;
    }

    @Override
    public FrozenSource frozen() throws BackupException {
        if (frozen == null) {
            frozen = freezing.freeze();
        }
        return frozen.source();
    }

    @Override
    public void close() throws IOException {
        if (frozen != null) {
            frozen.close();
        }
    }
}
