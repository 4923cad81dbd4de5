package org.holdfast.engine.run;

import java.util.List;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;

/// How a run says that it was told to stop. Stateless.
final class Interrupted {
    private Interrupted() {}

    /// Sets the thread's flag again.
    static BackupException because(Exception e) {
        Thread.currentThread().interrupt();
        return new BackupException(Failure.INTERRUPTED, "interrupted", "", List.of(), e);
    }
}
