package org.holdfast.server.job;

import java.util.Locale;

/// How far a job is.
public enum JobState {
    /// It waits for a site.
    QUEUED,
    RUNNING,
    SUCCEEDED,
    /// It did what it could, and that is not all.
    INCOMPLETE,
    FAILED,
    CANCELLED,
    /// The server ended before it did.
    INTERRUPTED;

    /// In lower case, as programs read it.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean isOver() {
        return this != QUEUED && this != RUNNING;
    }
}
