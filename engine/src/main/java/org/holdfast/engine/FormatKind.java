package org.holdfast.engine;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

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
        return known(id)
                .orElseThrow(() -> new BackupException(
                        Failure.DAMAGED,
                        "\"" + id + "\" is no backup format this version knows",
                        "use a newer holdfast"));
    }

    /// Empty if this version does not know it.
    static Optional<FormatKind> known(String id) {
        return Stream.of(values()).filter(kind -> kind.id().equals(id)).findAny();
    }
}
