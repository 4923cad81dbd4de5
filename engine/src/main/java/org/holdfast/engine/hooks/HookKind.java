package org.holdfast.engine.hooks;

import java.util.Locale;

/// When a hook runs.
public enum HookKind {
    /// Before an app is read; fails its backup.
    BEFORE,
    /// After a backup succeeded.
    AFTER,
    /// After a backup failed.
    FAILED,
    /// After a backup, however it ended.
    FINALLY,
    /// After a restore, when all files are in place.
    RESTORE;

    /// Its name in configurations and in `HOLDFAST_HOOK`.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
