package org.holdfast.engine;

import org.holdfast.names.BytePath;

/// Receives what a restore would do, in path order, one call after the other.
public interface RestorePreview {
    /// An entry that would be written.
    ///
    /// @param path below the target, or below the dump directory
    void restore(BytePath path, long size);

    /// Something in the target that is not in the backup and would be removed. Called after all that would be restored.
    void remove(BytePath path);
}
