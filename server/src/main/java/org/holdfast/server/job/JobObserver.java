package org.holdfast.server.job;

import org.holdfast.engine.notify.RunReport;
import org.holdfast.format.Event;

/// Hears of all jobs. Thread-safe; must return quickly.
public interface JobObserver {
    /// Something happened in a job.
    ///
    /// @param app empty for what concerns the site alone
    void happened(Job job, String app, String site, Event event);

    /// One backup of a job has ended.
    void ended(Job job, RunReport.Result result);

    /// The work of a job is over, and nobody knows yet: whoever hears of its end finds what it did.
    default void over(Job job) {}

    /// A job came to be, began or ended.
    void changed(Job job);
}
