package org.holdfast.server.job;

import java.util.Locale;

/// What a job does.
public enum JobKind {
    BACKUP,
    CLEANUP,
    VERIFY,
    RESTORE,
    IMPORT,
    CLONE;

    /// In lower case, as programs read it.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
