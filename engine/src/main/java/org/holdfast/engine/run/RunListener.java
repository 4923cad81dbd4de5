package org.holdfast.engine.run;

import java.time.Duration;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.notify.RunReport;
import org.holdfast.format.Progress;

/// Hears of a run while it goes on. Thread-safe.
public interface RunListener {
    /// What hears of the backup of one app to one site.
    ///
    /// @param app its id, or [RunRequest#BOX]; empty for what concerns the site alone
    Progress progress(String app, String site);

    /// From now on hooks are to come that must run even if the run is asked to end, and may take so long.
    void toCome(Duration hooks);

    /// A line that a hook of an app printed.
    void hook(String app, String hook, String line);

    /// Something that people should know of and that changes no verdict.
    void warning(String app, String text);

    /// Something that should not happen, which a result tells of as well.
    void defect(Throwable e);

    /// What keeps the run as a whole from its work.
    void trouble(BackupException e);

    /// One backup has ended, well or not.
    void ended(RunReport.Result result);
}
