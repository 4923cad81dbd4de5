package org.holdfast.sync;

import java.util.Optional;
import org.holdfast.names.BytePath;

/// What has to happen to one path to bring the mirror up to date.
public sealed interface Change {
    BytePath path();

    /// The mirror's content is right, or the entry needs none (a directory, a link); only metadata may differ.
    ///
    /// @param before empty for a directory or link
    record Keep(TreeEntry now, Optional<StoredEntry> before) implements Change {
        @Override
        public BytePath path() {
            return now.path();
        }
    }

    /// The content must be stored, replacing what may be there.
    record Upload(TreeEntry now, Optional<StoredEntry> before) implements Change {
        @Override
        public BytePath path() {
            return now.path();
        }
    }

    /// Size and modification time say unchanged, but something says touched: hash the content, and store it only if it
    /// is not that of `before.sha256()`, which is present. Either way the outcome is recorded with
    /// [SyncIndex#stored(StoredEntry)].
    record Recheck(TreeEntry now, StoredEntry before) implements Change {
        @Override
        public BytePath path() {
            return now.path();
        }
    }

    /// An object that the tree has no file for any more. A directory or link of the same path gets a [Keep] of its own
    /// after this.
    ///
    /// @param before empty where it is not certain that there is such an object
    record Remove(BytePath path, Optional<StoredEntry> before) implements Change {}
}
