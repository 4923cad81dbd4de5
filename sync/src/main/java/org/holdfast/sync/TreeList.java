package org.holdfast.sync;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/// A sorted list of entries in one local file: a scan, frozen, so that every later pass sees the same tree.
/// Immutable and thread-safe; each [Cursor] is for one thread.
public final class TreeList {
    private static final int KIND = 0x48465401;
    private static final SortedFile.Header HEADER = new SortedFile.Header(KIND, 0, "");

    private final Path file;
    private final long count;

    private TreeList(Path file, long count) {
        this.file = file;
        this.count = count;
    }

    /// Opens a list that was written before, reading all of it once.
    ///
    /// @throws IOException if it is damaged or incomplete
    public static TreeList open(Path file) throws IOException {
        try (var reader = new SortedFile.Reader<>(file, KIND, Codec.TREE)) {
            while (reader.next() != null) {
                // Only reading to the end tells whether it is whole.
            }
            return new TreeList(file, reader.count());
        }
    }

    /// Starts a list, replacing the file. The file is the caller's to delete.
    public static Writer write(Path file) throws IOException {
        return new Writer(file);
    }

    /// The number of entries.
    public long count() {
        return count;
    }

    /// A new pass from the first entry on. It throws where the file turns out damaged.
    public Cursor<TreeEntry> entries() throws IOException {
        return new SortedFile.Reader<>(file, KIND, Codec.TREE);
    }

    /// Takes entries in strictly ascending path order. For one thread.
    public static final class Writer implements Closeable {
        private final Path file;
        private final SortedFile.Writer<TreeEntry> out;

        private Writer(Path file) throws IOException {
            this.file = file;
            this.out = new SortedFile.Writer<>(file, HEADER, Codec.TREE);
        }

        /// Appends one.
        ///
        /// @throws IllegalArgumentException if the path is not after the one before
        public void add(TreeEntry entry) throws IOException {
            out.add(entry);
        }

        /// Completes the file. Without this, it is no list.
        public TreeList finish() throws IOException {
            out.finish();
            return new TreeList(file, out.count());
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
