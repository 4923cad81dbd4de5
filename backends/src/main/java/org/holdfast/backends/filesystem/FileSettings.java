package org.holdfast.backends.filesystem;

import java.nio.file.Path;
import java.util.Objects;

/// Where a [FileStore] is and how it copies.
///
/// @param root the directory that holds the objects; may be a symbolic link to it
/// @param hardlinks whether a copy shares the bytes with its source, where the file system can; off for places that
///     claim to and fail later, as some network file systems do
/// @param requireMount whether the directory must be on a disk of its own, rather than on that of the system: for
///     external disks, so that backups never fill the directory below one that is not there
public record FileSettings(Path root, boolean hardlinks, boolean requireMount) {
    public FileSettings {
        Objects.requireNonNull(root);
    }

    /// On any disk.
    public FileSettings(Path root, boolean hardlinks) {
        this(root, hardlinks, false);
    }

    /// Hard links wherever the file system has them.
    public static FileSettings defaults(Path root) {
        return new FileSettings(root, true);
    }
}
