package org.holdfast.server.job;

import java.time.Duration;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.log.RunLog;
import org.holdfast.engine.notify.RunReport;
import org.holdfast.engine.run.LoggedRun;
import org.holdfast.engine.run.RunListener;
import org.holdfast.format.Progress;

/// Hears what a job's work does: for its log, its progress and whoever observes jobs. Thread-safe.
public final class JobListener implements RunListener {
    private final Job job;
    private final LoggedRun logged;
    private final JobObserver observer;

    JobListener(Job job, RunLog log, JobObserver observer) {
        this.job = job;
        this.logged = new LoggedRun(log);
        this.observer = observer;
    }

    @Override
    public Progress progress(String app, String site) {
        Progress kept = logged.progress(app, site);
        return event -> {
            kept.on(event);
            job.progress().on(app, site, event);
            observer.happened(job, app, site, event);
        };
    }

    /// A line for the log.
    ///
    /// @param app empty where it is about none, as `site`
    public void note(String app, String site, String text) {
        logged.log().scope(app, site).info(text);
    }

    /// An error for the log.
    public void error(String app, String site, String text, String hint) {
        logged.log().scope(app, site).error(text, hint);
    }

    @Override
    public void toCome(Duration hooks) {
        job.toCome(hooks);
    }

    @Override
    public void hook(String app, String hook, String line) {
        logged.hook(app, hook, line);
    }

    @Override
    public void warning(String app, String text) {
        logged.warning(app, text);
    }

    @Override
    public void defect(Throwable e) {
        logged.log().scope().error("internal error: " + e);
    }

    @Override
    public void trouble(BackupException e) {
        logged.trouble(e);
    }

    @Override
    public void ended(RunReport.Result result) {
        logged.ended(result);
        job.progress().ended(result.app().isEmpty() ? "box" : result.app(), result.site());
        observer.ended(job, result);
    }
}
