package org.holdfast.engine;

import java.util.Locale;

/// The two ways to keep a tree in a store.
public enum FormatKind {
    /// One gzipped archive.
    TGZ,
    /// One object a file; only what changed is sent.
    RSYNC;

    /// As records and the command line have it.
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws BackupException DAMAGED if a record names a format this version does not know
    static FormatKind of(String id) throws BackupException {
        for (FormatKind kind : values()) {
            if (kind.id().equals(id)) {
                return kind;
            }
        }
        throw new BackupException(
                Failure.DAMAGED, "\"" + id + "\" is no backup format this version knows", "use a newer holdfast");
    }
}
