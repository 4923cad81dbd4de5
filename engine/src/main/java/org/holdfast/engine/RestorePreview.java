package org.holdfast.engine;

import org.holdfast.names.BytePath;

/// Receives what a restore would do, in path order, one call after the other.
public interface RestorePreview {
    /// An entry that would be written.
    ///
    /// @param path below the target, below a mapped directory's place, or below the dump directory
    void restore(BytePath path, long size);

    /// Something in the target that is not in the backup and would be removed. Called after all that would be
    /// restored.
    void remove(BytePath path);

    /// Something the user should know; one line, lower case. Called before all else.
    default void noticed(String message) {}
}
