package org.holdfast.format;

import java.io.IOException;
import java.util.Optional;
import org.holdfast.sync.TreeEntry;

/// Names contents of files, for [org.holdfast.backends.ByteSource#version()]. Thread-safe.
@FunctionalInterface
interface Versions {
    /// Names none.
    Versions NONE = _ -> Optional.empty();

    /// A text that names the content that a file has now, and no other that it ever has; empty if there is none.
    ///
    /// @param now the file as its file system just described it
    Optional<String> of(TreeEntry now) throws IOException;
}
