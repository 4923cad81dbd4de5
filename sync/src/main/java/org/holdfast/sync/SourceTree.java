package org.holdfast.sync;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import org.holdfast.names.BytePath;

/// A tree of user files, and the only reader of them. Thread-safe; no open file is held between two calls.
@SuppressWarnings("DoNotCallSuggester")
public final class SourceTree {
    private SourceTree() {}

    /// The content of `root` at the top.
    public static SourceTree of(Path root) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Several directories, each at its place.
    public static SourceTree of(SortedMap<BytePath, Path> mounts) throws IOException {
        throw new UnsupportedOperationException();
    }

    public void scan(EntryVisitor visitor) throws IOException {
        throw new UnsupportedOperationException();
    }

    public InputStream open(TreeEntry entry) throws IOException {
        throw new UnsupportedOperationException();
    }

    public TreeEntry stat(BytePath path) throws IOException {
        throw new UnsupportedOperationException();
    }

    public Map<String, String> xattrs(TreeEntry entry) throws IOException {
        throw new UnsupportedOperationException();
    }
}
