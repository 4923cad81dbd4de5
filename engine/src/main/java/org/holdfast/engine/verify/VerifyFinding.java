package org.holdfast.engine.verify;

import java.util.Locale;
import java.util.Optional;
import org.holdfast.names.BytePath;

/// One thing that is wrong with a backup.
///
/// @param path the file in the backup that it is about; empty if it is about all of it, or about what has no path
/// @param what was found, for people; one line, lower case
/// @param next what to do about it, likewise
public record VerifyFinding(Kind kind, Optional<BytePath> path, String what, String next) {
    private static final String FILE =
            "--repair puts it back if its content is still to be had: in the app's own files,"
                    + " another backup or another site; restore the rest with --accept-damaged";

    /// With what to do about most of that kind.
    public VerifyFinding(Kind kind, Optional<BytePath> path, String what) {
        this(kind, path, what, kind.next);
    }

    /// What sort of thing.
    public enum Kind {
        /// A file is not there.
        MISSING(FILE),
        /// A file is longer or shorter than it must be.
        SIZE(FILE),
        /// A file was read, and is not what it was.
        CONTENT(FILE + "; verify the app's other backups, which may share the file"),
        /// A file could not be read.
        UNREADABLE("mend what keeps it from being read, and verify again; restore the rest with --accept-damaged"),
        /// The one object of a backup that is an archive is not there, or not what it was.
        ARCHIVE("--repair takes it from another site that has this backup; else back up the app again, restore another"
                + " backup until then, or what is left of this one with --accept-damaged"),
        /// Without its manifest nobody can tell whether a backup is right.
        MANIFEST(ARCHIVE.next),
        /// The record says something else than the manifest, or nothing that can be understood.
        RECORD("--repair makes it say again what the manifest says"),
        /// There is something that does not belong to the backup.
        EXTRA("a restore leaves it alone; find out who put it there, and remove it");

        private final String next;

        Kind(String next) {
            this.next = next;
        }

        /// In lower case.
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// Whether a backup restores as a whole although this was found.
        public boolean isHarmless() {
            return this == EXTRA;
        }
    }
}
