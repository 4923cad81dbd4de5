package org.holdfast.engine.run;

import java.io.IOException;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.Failure;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.notify.RunReport.Result;

/// Makes results of what the engine gives. Stateless.
final class Results {
    private Results() {}

    static Result made(String app, SiteConfig site, BackupRecord record) {
        if (record.isComplete()) {
            return Result.ok(app, site.name(), record.id(), record.files(), record.bytes());
        }
        String missing = record.lost() > 0
                ? record.lost() + " could not be read"
                : record.unstable() + " changed while being read";
        return Result.incomplete(
                app, site.name(), record.id(), missing, record.files(), record.bytes(), Failure.INCOMPLETE_EXIT_CODE);
    }

    /// @param e whatever the engine threw, which explains what it throws
    static Result failed(String app, SiteConfig site, IOException e) {
        String message = String.valueOf(e.getMessage());
        if (!(e instanceof BackupException known)) {
            return Result.failed(app, site.name(), message, "", Failure.FAILED.exitCode());
        }
        int code = known.failure().exitCode();
        return known.failure() == Failure.LOCKED
                ? Result.locked(app, site.name(), message, known.hint(), code)
                : Result.failed(app, site.name(), message, known.hint(), code);
    }
}
