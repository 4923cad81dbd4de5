package org.holdfast.sync;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.holdfast.names.BytePath;
import org.jspecify.annotations.Nullable;

/// The three files of a [SyncIndex] as one sorted sequence: the index, overruled by what is in doubt, overruled by what
/// the journal recorded since.
final class Beliefs implements Cursor<Beliefs.Belief> {
    /// @param recorded whether it comes from the journal, so that it describes what this run stored
    record Belief(IndexEntry entry, boolean recorded) {}

    private final Path pendingFile;
    private final Cursor<IndexEntry> index;
    private final Cursor<BytePath> pending;
    private final Cursor<Journal.Note> journal;
    private @Nullable IndexEntry indexed;
    private @Nullable BytePath doubtful;
    private Journal.@Nullable Note recorded;

    /// Takes over the cursors.
    Beliefs(Path pendingFile, Cursor<IndexEntry> index, Cursor<BytePath> pending, Cursor<Journal.Note> journal)
            throws IOException {
        this.pendingFile = pendingFile;
        this.index = index;
        this.pending = pending;
        this.journal = journal;
        this.indexed = index.next();
        this.doubtful = pending.next();
        this.recorded = journal.next();
    }

    @Override
    public @Nullable Belief next() throws IOException {
        while (true) {
            IndexEntry entry = indexed;
            BytePath doubt = doubtful;
            if (entry != null && (doubt == null || entry.path().compareTo(doubt) < 0)) {
                indexed = index.next();
                requireDoubt(entry.path());
                return new Belief(entry, false);
            }
            if (doubt == null) {
                requireDoubt(null);
                return null;
            }
            if (entry != null && entry.path().equals(doubt)) {
                indexed = index.next();
            }
            doubtful = pending.next();
            Optional<Belief> belief = doubtful(doubt);
            if (belief.isPresent()) {
                return belief.get();
            }
        }
    }

    /// Empty if the object was removed.
    private Optional<Belief> doubtful(BytePath path) throws IOException {
        Journal.Note note = recorded;
        if (note == null || path.compareTo(note.path()) < 0) {
            return Optional.of(new Belief(new IndexEntry(path, Optional.empty()), false));
        }
        if (!note.path().equals(path)) {
            throw notInDoubt(note.path());
        }
        recorded = journal.next();
        return note.entry().known().isPresent() ? Optional.of(new Belief(note.entry(), true)) : Optional.empty();
    }

    /// A change of what was not in doubt would be forgotten by a crash at the wrong moment.
    private void requireDoubt(@Nullable BytePath upTo) throws IOException {
        Journal.Note note = recorded;
        if (note != null && (upTo == null || note.path().compareTo(upTo) <= 0)) {
            throw notInDoubt(note.path());
        }
    }

    private DamagedFileException notInDoubt(BytePath path) {
        return new DamagedFileException(pendingFile, "the journal has a path that was not in doubt: " + path);
    }

    @Override
    public void close() throws IOException {
        try (index;
                pending;
                journal) {
            // Only to close all of them, whatever fails.
        }
    }
}
