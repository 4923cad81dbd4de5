package org.holdfast.engine;

import java.util.List;

/// What a person is told of an exception that nobody foresaw. Stateless.
public final class Defect {
    private Defect() {}

    /// One line, and what to do about it.
    ///
    /// @param e anything but an [java.io.IOException], all of which are foreseen
    public static BackupException explain(Throwable e) {
        if (e instanceof OutOfMemoryError) {
            return new BackupException(
                    Failure.FAILED, "out of memory", "give it more with HOLDFAST_JAVA_OPTIONS=-Xmx512m", List.of(), e);
        }
        return new BackupException(
                Failure.FAILED, "internal error: " + e, "report it with what --debug shows", List.of(), e);
    }
}
