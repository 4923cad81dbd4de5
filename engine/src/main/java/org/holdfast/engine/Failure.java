package org.holdfast.engine;

/// Why a command ended without success, with the exit code that scripts see.
public enum Failure {
    FAILED(1),
    MISCONFIGURED(2),
    NOT_FOUND(10),
    LOCKED(11),
    WRONG_PASSWORD(12),
    DAMAGED(12),
    UNREACHABLE(13),
    NAMES_TOO_LONG(14),
    INTERRUPTED(130);

    /// Of a backup that was made although some files could not be read.
    public static final int INCOMPLETE_EXIT_CODE = 3;

    private final int exitCode;

    Failure(int exitCode) {
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
