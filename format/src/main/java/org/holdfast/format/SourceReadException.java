package org.holdfast.format;

import java.io.IOException;
import org.holdfast.sync.Skip;

/// The user's file could not be read. Kept apart from whatever the store throws, since a backup goes on without it.
final class SourceReadException extends IOException {
    private final transient Skip skip;

    SourceReadException(Skip skip, IOException cause) {
        super(skip.detail(), cause);
        this.skip = skip;
    }

    Skip skip() {
        return skip;
    }
}
