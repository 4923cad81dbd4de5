package org.holdfast.cli;

import java.io.IOException;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.log.LogScope;
import org.holdfast.engine.log.Redaction;
import org.holdfast.engine.log.RunLog;
import org.holdfast.format.Progress;

/// A command whose run is logged in the state directory.
///
/// @param app whose backup it is about, or empty
/// @param site the store without secrets
record LoggedRun(Host host, LoggedOptions options, String app, String site) {
    /// Where a run tells what happens.
    ///
    /// @param progress what the user sees and the log keeps
    /// @param log for what the user is told in another way
    record Ears(Progress progress, LogScope log) {}

    /// What is run.
    @FunctionalInterface
    interface Work {
        /// Does it and gives back the exit code.
        int run(Ears ears) throws IOException;
    }

    /// Runs a command and logs how it begins and ends.
    int log(String command, Work work) throws IOException {
        try (RunLog log =
                RunLog.open(new Stores(host, options).logs(), options.logFormat(), Redaction.NONE, host.clock())) {
            LogScope scope = log.scope(app, site);
            scope.info(command + " begins");
            Progress shown = options.progress(host);
            Ears ears = new Ears(
                    event -> {
                        scope.on(event);
                        shown.on(event);
                    },
                    scope);
            int exitCode = logged(work, ears, scope);
            scope.info(command + " ends with exit code " + exitCode);
            log.problem().ifPresent(options.messages(host)::warning);
            return exitCode;
        }
    }

    private int logged(Work work, Ears ears, LogScope scope) throws IOException {
        try {
            return work.run(ears);
        } catch (Throwable e) {
            BackupException explained = Explanation.of(e, host.interruptions().requested());
            scope.error(String.valueOf(explained.getMessage()), explained.hint());
            explained.details().forEach(scope::error);
            throw e;
        }
    }
}
