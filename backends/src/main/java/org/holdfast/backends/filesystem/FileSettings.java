package org.holdfast.backends.filesystem;

import java.nio.file.Path;
import java.util.Objects;

/// Where a [FileStore] is and how it copies.
///
/// @param root the directory that holds the objects; may be a symbolic link to it
/// @param hardlinks whether a copy shares the bytes with its source, where the file system can; off for places that
///     claim to and fail later, as some network file systems do
public record FileSettings(Path root, boolean hardlinks) {
    public FileSettings {
        Objects.requireNonNull(root);
    }

    /// Hard links wherever the file system has them.
    public static FileSettings defaults(Path root) {
        return new FileSettings(root, true);
    }
}
