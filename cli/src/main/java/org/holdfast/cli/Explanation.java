package org.holdfast.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Defect;
import org.holdfast.engine.Failure;

/// What a person is told of an exception that no room below has explained. Stateless.
final class Explanation {
    private Explanation() {}

    /// @param interrupted whether the process was asked to end, which explains whatever went wrong since
    static BackupException of(Throwable e, boolean interrupted) {
        if (interrupted) {
            return new BackupException(
                    Failure.INTERRUPTED, "interrupted", "earlier backups are untouched; run it again", List.of(), e);
        }
        return switch (e) {
            case BackupException explained -> explained;
            case NoSuchFileException missing ->
                failure(Failure.MISCONFIGURED, missing.getFile() + " does not exist", missing);
            case AccessDeniedException denied ->
                failure(Failure.FAILED, denied.getFile() + ": permission denied", denied);
            case FileSystemException file
            when file.getReason() != null -> failure(Failure.FAILED, file.getFile() + ": " + file.getReason(), file);
            case IOException other -> failure(Failure.FAILED, String.valueOf(other.getMessage()), other);
            default -> Defect.explain(e);
        };
    }

    private static BackupException failure(Failure failure, String message, Throwable cause) {
        return new BackupException(failure, message, "", List.of(), cause);
    }
}
