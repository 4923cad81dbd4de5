package org.holdfast.server.schedule;

import java.util.Locale;

/// What a site is planned for.
public enum TaskKind {
    BACKUP,
    CLEANUP,
    VERIFICATION;

    /// In lower case, as programs read it.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
