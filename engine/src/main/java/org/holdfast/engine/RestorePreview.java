package org.holdfast.engine;

import org.holdfast.names.BytePath;

/// Receives what a restore would do, in path order, one call after the other.
@FunctionalInterface
public interface RestorePreview {
    /// An entry that would be written.
    ///
    /// @param path below the target, or below the dump directory
    void restore(BytePath path, long size);
}
