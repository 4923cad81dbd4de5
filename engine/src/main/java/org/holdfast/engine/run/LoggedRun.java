package org.holdfast.engine.run;

import java.time.Duration;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.log.LogScope;
import org.holdfast.engine.log.RunLog;
import org.holdfast.engine.notify.RunReport;
import org.holdfast.format.Progress;

/// Writes what happens in a run to its log. Thread-safe.
public record LoggedRun(RunLog log) implements RunListener {
    @Override
    public Progress progress(String app, String site) {
        return log.scope(app, site);
    }

    @Override
    public void toCome(Duration hooks) {
        // Nobody who reads the log later waits for them.
    }

    @Override
    public void hook(String app, String hook, String line) {
        log.scope(app, "").output("hook " + hook, line);
    }

    @Override
    public void warning(String app, String text) {
        log.scope(app, "").warning(text);
    }

    @Override
    public void defect(Throwable e) {
        // The result says what people need to know.
    }

    @Override
    public void trouble(BackupException e) {
        log.scope().error(String.valueOf(e.getMessage()), e.hint());
    }

    @Override
    public void ended(RunReport.Result result) {
        LogScope scope = log.scope(result.app(), result.site());
        switch (result.outcome()) {
            case OK -> scope.info("made " + result.backup().orElse(""));
            case INCOMPLETE ->
                scope.warning("made " + result.backup().orElse("") + ", which is incomplete: " + result.message());
            case SKIPPED -> scope.info("skipped: " + result.message());
            case LOCKED, FAILED -> scope.error(result.message(), result.hint());
        }
    }
}
