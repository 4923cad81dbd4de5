package org.holdfast.engine.notify;

import java.util.Locale;

/// How the backup of one app to one site went. Ordered from good to bad.
public enum Outcome {
    /// There is a backup, and all of the source is in it.
    OK,
    /// It was left out on purpose.
    SKIPPED,
    /// There is a backup, but some files could not be read.
    INCOMPLETE,
    /// There is none, because another run was at it.
    LOCKED,
    /// There is none.
    FAILED;

    /// Whether somebody should look after it.
    public boolean isFailure() {
        return compareTo(SKIPPED) > 0;
    }

    /// In lower case, as people and programs read it.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
