package org.holdfast.format;

import java.time.Duration;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Skip;

/// Something that happened during a backup, a restore or a verification.
public sealed interface Event {
    /// What a run does one after the other.
    enum Phase {
        SCAN,
        UPLOAD,
        COPY,
        RESTORE,
        VERIFY
    }

    /// A phase begins and will handle so many files and bytes; 0 where nobody can know yet.
    record Started(Phase phase, long files, long bytes) implements Event {}

    /// So many bytes of user data have been read or written since the last such event.
    record Moved(long bytes) implements Event {}

    /// One file or object of the current phase is done.
    record Finished(Phase phase, BytePath path) implements Event {}

    /// Something of the source will not be in the backup.
    record Skipped(Skip skip) implements Event {}

    /// A file changed while it was read; what was read is in the backup, but may be of no single moment.
    record Unstable(BytePath path) implements Event {}

    /// Something of a damaged backup is lost to a restore that goes on without it.
    record Lost(BytePath path, String reason) implements Event {}

    /// A store sent a request over the wire.
    ///
    /// @param target percent-encoded; never holds a secret
    /// @param status 0 if there was no answer
    /// @param took until the answer began
    /// @param attempt the number of the try, from 1
    record Requested(String method, String target, int status, long bytes, Duration took, int attempt)
            implements Event {}

    /// A store operation failed for the moment and will be tried again after `delay`.
    record Retried(String operation, String key, int attempt, Duration delay, String cause) implements Event {}

    /// Something the user should know that stopped nothing; one line, lower case.
    record Noticed(String message) implements Event {}
}
