package org.holdfast.engine;

import java.io.IOException;
import java.util.function.UnaryOperator;
import org.holdfast.format.Progress;

/// Changes what the record of a backup says, under the locks of its app: a record that is written while the backup is
/// being removed would bring a ruin back. Needs no key. Thread-safe.
///
/// @param activity for people who find the lock
record ReviseRecord(Vault vault, AppGuard guard, FindBackup find, String activity) {
    /// Changes the record as it is by now.
    ///
    /// @return from now on
    /// @throws BackupException NOT_FOUND if there is no such backup any more
    BackupRecord run(BackupId id, UnaryOperator<BackupRecord> change) throws IOException {
        Subject subject = id.subject();
        try (AppLock here = guard.here(subject)) {
            return guard.inStore(here, subject, activity, Progress.NONE, hold -> {
                Catalog catalog = new Catalog(vault.raw());
                BackupRecord revised = change.apply(catalog.find(id)
                        .filter(found -> found.state() == BackupRecord.State.NORMAL)
                        .orElseThrow(() -> find.missing(id.value())));
                hold.require();
                catalog.put(revised);
                vault.raw().flush();
                return revised;
            });
        }
    }
}
