package org.holdfast.sync;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/// A sorted list of entries in one local file: a scan, frozen, so that every later pass sees the same tree.
/// Immutable and thread-safe; each [Cursor] is for one thread.
@SuppressWarnings("DoNotCallSuggester")
public final class TreeList {
    private TreeList() {}

    /// Opens a list that was written before.
    ///
    /// @throws IOException if it is damaged or incomplete
    public static TreeList open(Path file) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Starts a list, replacing the file.
    public static Writer write(Path file) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// The number of entries.
    public long count() {
        throw new UnsupportedOperationException();
    }

    /// A new pass from the first entry on. It throws where the file turns out damaged.
    public Cursor<TreeEntry> entries() throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Takes entries in strictly ascending path order. For one thread.
    public static final class Writer implements Closeable {
        /// Appends one.
        ///
        /// @throws IllegalArgumentException if the path is not after the one before
        public void add(TreeEntry entry) throws IOException {
            throw new UnsupportedOperationException();
        }

        /// Completes the file. Without this, it is no list.
        public TreeList finish() throws IOException {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() throws IOException {}
    }
}
