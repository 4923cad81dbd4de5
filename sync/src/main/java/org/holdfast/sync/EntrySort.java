package org.holdfast.sync;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;

/// Brings any number of entries into path order, in flat memory. Adding is thread-safe; [#sorted()] comes after it.
public final class EntrySort implements Closeable {
    private final ExternalSort<StoredEntry> sort;

    /// @param directory a private one, for temporary files
    public EntrySort(Path directory) {
        this.sort = new ExternalSort<>(directory, Codec.STORED, Comparator.comparing(StoredEntry::path));
    }

    public synchronized void add(StoredEntry entry) throws IOException {
        sort.add(entry);
    }

    /// A pass over all of them; those of the same path in the order they were added.
    public synchronized Cursor<StoredEntry> sorted() throws IOException {
        return sort.sorted();
    }

    @Override
    public synchronized void close() throws IOException {
        sort.close();
    }
}
