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
    private static final String ELSEWHERE = "if another site has this backup, remove it here and copy it from there";

    /// With what to do about most of that kind.
    public VerifyFinding(Kind kind, Optional<BytePath> path, String what) {
        this(kind, path, what, kind.next);
    }

    /// What sort of thing.
    public enum Kind {
        /// A file is not there.
        MISSING("back up the app again; restore the rest of this backup with --path; " + ELSEWHERE),
        /// A file is longer or shorter than it must be.
        SIZE(MISSING.next),
        /// A file was read, and is not what it was.
        CONTENT("verify the app's other backups, which may share the file; restore the rest with --path; " + ELSEWHERE),
        /// A file could not be read.
        UNREADABLE("mend what keeps it from being read, and verify again; restore the rest with --path"),
        /// The one object of a backup that is an archive is not there, or not what it was.
        ARCHIVE("back up the app again, and restore another backup until then; " + ELSEWHERE),
        /// Without its manifest nobody can tell whether a backup is right.
        MANIFEST(ARCHIVE.next),
        /// The record says something else than the manifest, or nothing that can be understood.
        RECORD(ARCHIVE.next),
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
