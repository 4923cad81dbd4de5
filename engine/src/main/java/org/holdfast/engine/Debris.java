package org.holdfast.engine;

import java.time.Instant;
import java.util.Optional;

/// Something in a store that is no backup, nor part of one.
///
/// @param name where it is, for people
/// @param extent what it takes, where the store can tell
/// @param since when it was begun or last written to
public record Debris(Kind kind, String name, Optional<Extent> extent, Instant since) {
    /// What it is.
    public enum Kind {
        /// A backup whose run died.
        UNFINISHED_BACKUP,
        /// A backup whose removal died.
        HALF_REMOVED_BACKUP,
        /// The manifest of a backup that is gone.
        STRAY_MANIFEST,
        /// Objects where a backup would be, without the record of one.
        UNRECORDED_DATA,
        /// What a put left that never ended: parts of an upload, a staged file.
        UNFINISHED_UPLOAD,
        /// What the next run would compare with, of an app that is gone and has no backups any more.
        WORKING_COPY,
        /// Of a store of files.
        EMPTY_DIRECTORY
    }

    /// What became of it.
    public enum Fate {
        REMOVED,
        /// It would have been, but for a dry run.
        REMOVABLE,
        KEPT,
        /// It should have been removed, and could not be.
        FAILED
    }

    /// How much something takes.
    ///
    /// @param bytes as stored
    public record Extent(long objects, long bytes) {
        static final Extent NOTHING = new Extent(0, 0);

        Extent plus(long storedSize) {
            return new Extent(objects + 1, bytes + storedSize);
        }
    }

    /// Hears of everything that is found.
    @FunctionalInterface
    public interface Visitor {
        /// Called once for each thing, when its fate is known.
        ///
        /// @param reason why it was kept, or could not be removed; else empty
        void found(Debris debris, Fate fate, String reason);
    }
}
