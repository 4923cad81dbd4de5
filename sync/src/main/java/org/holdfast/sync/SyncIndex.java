package org.holdfast.sync;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.holdfast.names.BytePath;

/// What the mirror holds: the local memory of what was stored, exact across a crash at any point.
@SuppressWarnings("DoNotCallSuggester")
public final class SyncIndex implements Closeable {
    private SyncIndex() {}

    public sealed interface Status {
        /// There is no index.
        record Missing() implements Status {}

        /// There is one that cannot be trusted; rebuild it.
        record Corrupt(String detail) implements Status {}

        /// It can be trusted.
        ///
        /// @param generation of the run that changed the mirror last, finished or not
        /// @param interrupted whether that run did not finish
        record Good(String generation, boolean interrupted) implements Status {}
    }

    /// Opens the index in `directory`, which is made where missing (0700).
    public static SyncIndex open(Path directory) throws IOException {
        throw new UnsupportedOperationException();
    }

    public Status status() {
        throw new UnsupportedOperationException();
    }

    public Cursor<IndexEntry> entries() throws IOException {
        throw new UnsupportedOperationException();
    }

    public void begin(String generation, Cursor<BytePath> inDoubt) throws IOException {
        throw new UnsupportedOperationException();
    }

    public void stored(StoredEntry entry) throws IOException {
        throw new UnsupportedOperationException();
    }

    public void removed(BytePath path) throws IOException {
        throw new UnsupportedOperationException();
    }

    public void barrier() throws IOException {
        throw new UnsupportedOperationException();
    }

    public void finish(TreeList tree, FinishVisitor visitor) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Replaces everything by what a manifest says; only files count.
    public void rebuild(String generation, Cursor<StoredEntry> known) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Replaces everything by objects of which only the names are known, in any order.
    public void reset(String generation, Cursor<BytePath> unknown) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() throws IOException {}
}
