package org.holdfast.sync;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sorted list of entries in one local file, and maybe a few more in memory: a scan, frozen, so that every later pass
/// sees the same tree. Immutable and thread-safe; each [Cursor] is for one thread.
public final class TreeList {
    private static final int KIND = 0x48465401;
    private static final SortedFile.Header HEADER = new SortedFile.Header(KIND, 0, "");

    private final Path file;
    private final long count;

    /// In path order.
    private final List<TreeEntry> added;

    private TreeList(Path file, long count, List<TreeEntry> added) {
        this.file = file;
        this.count = count;
        this.added = added;
    }

    /// Opens a list that was written before, reading all of it once.
    ///
    /// @throws IOException if it is damaged or incomplete
    public static TreeList open(Path file) throws IOException {
        try (var reader = new SortedFile.Reader<>(file, KIND, Codec.TREE)) {
            while (reader.next() != null) {
                // Only reading to the end tells whether it is whole.
            }
            return new TreeList(file, reader.count(), List.of());
        }
    }

    /// Starts a list, replacing the file. The file is the caller's to delete.
    public static Writer write(Path file) throws IOException {
        return new Writer(file);
    }

    /// The number of entries.
    public long count() {
        return count + added.size();
    }

    /// The same list with one more entry, of a path that nothing else has.
    public TreeList with(TreeEntry entry) {
        List<TreeEntry> all = new ArrayList<>(added);
        all.add(entry);
        all.sort(Comparator.comparing(TreeEntry::path));
        return new TreeList(file, count, List.copyOf(all));
    }

    /// A new pass from the first entry on. It throws where the file turns out damaged.
    ///
    /// @throws IllegalArgumentException at an entry that was added and is in the file, too
    public Cursor<TreeEntry> entries() throws IOException {
        SortedFile.Reader<TreeEntry> scanned = new SortedFile.Reader<>(file, KIND, Codec.TREE);
        return added.isEmpty() ? scanned : new Merged(scanned, added);
    }

    private static final class Merged implements Cursor<TreeEntry> {
        private final Cursor<TreeEntry> scanned;
        private final Iterator<TreeEntry> added;
        private @Nullable TreeEntry nextScanned;
        private @Nullable TreeEntry nextAdded;

        Merged(Cursor<TreeEntry> scanned, List<TreeEntry> added) throws IOException {
            this.scanned = scanned;
            this.added = added.iterator();
            try {
                nextScanned = scanned.next();
            } catch (IOException e) {
                scanned.close();
                throw e;
            }
            nextAdded = this.added.next();
        }

        @Override
        public @Nullable TreeEntry next() throws IOException {
            TreeEntry earlier = nextScanned;
            TreeEntry other = nextAdded;
            if (other == null || (earlier != null && earlier.path().compareTo(other.path()) < 0)) {
                nextScanned = earlier == null ? null : scanned.next();
                return earlier;
            }
            if (earlier != null && earlier.path().equals(other.path())) {
                throw new IllegalArgumentException("there are two of " + other.path());
            }
            nextAdded = added.hasNext() ? added.next() : null;
            return other;
        }

        @Override
        public void close() throws IOException {
            scanned.close();
        }
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
            return new TreeList(file, out.count(), List.of());
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
