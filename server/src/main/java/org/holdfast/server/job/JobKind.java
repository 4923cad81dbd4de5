package org.holdfast.server.job;

import java.util.Locale;

/// What a job does.
public enum JobKind {
    BACKUP,
    CLEANUP,
    VERIFY,
    COPY,
    REMOVE,
    RESTORE,
    IMPORT,
    CLONE;

    /// Whether it lays what is in a backup into directories of this machine.
    boolean restores() {
        return switch (this) {
            case RESTORE, IMPORT, CLONE -> true;
            case BACKUP, CLEANUP, VERIFY, COPY, REMOVE -> false;
        };
    }

    /// In lower case, as programs read it.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
