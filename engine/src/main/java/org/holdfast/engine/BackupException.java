package org.holdfast.engine;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a person is told when something ends without success: one line of what failed and where, the details if there
/// are several, and a hint at what to do next (empty where the message says it all). Never holds a secret.
public final class BackupException extends IOException {
    private final Failure failure;
    private final String hint;
    private final transient List<String> details;

    public BackupException(Failure failure, String message, String hint) {
        this(failure, message, hint, List.of(), null);
    }

    public BackupException(
            Failure failure, String message, String hint, List<String> details, @Nullable Throwable cause) {
        super(message, cause);
        this.failure = failure;
        this.hint = hint;
        this.details = List.copyOf(details);
    }

    public Failure failure() {
        return failure;
    }

    public String hint() {
        return hint;
    }

    public List<String> details() {
        return details;
    }
}
