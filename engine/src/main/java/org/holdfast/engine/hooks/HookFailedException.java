package org.holdfast.engine.hooks;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// A hook did not end with exit code 0. The message is one line, lower case.
public final class HookFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final HookKind kind;
    private final transient OptionalInt exitCode;
    private final transient List<String> lastLines;

    HookFailedException(
            HookKind kind, String message, OptionalInt exitCode, List<String> lastLines, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.exitCode = exitCode;
        this.lastLines = List.copyOf(lastLines);
    }

    public HookKind kind() {
        return kind;
    }

    /// Empty if it could not be started or did not end by itself.
    public OptionalInt exitCode() {
        return exitCode;
    }

    /// The last of what it printed.
    public List<String> lastLines() {
        return lastLines;
    }
}
