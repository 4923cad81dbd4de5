package org.holdfast.sync;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import org.holdfast.names.BytePath;
import org.jspecify.annotations.Nullable;

/// What a run has done since it began, one record after the other, each in one write(2): a killed process loses none.
/// Thread-safe.
///
/// A power cut may lose the end of the file, and of the store what was not flushed. Therefore records behind the last
/// barrier count only as long as the machine has not been started anew. The first thing that is no record ends the
/// journal; since a path in doubt without a record stays in doubt, to believe too little is always safe.
final class Journal implements Closeable {
    private static final int KIND = 0x48464a02;
    private static final byte STORED = 1;
    private static final byte REMOVED = 2;
    private static final byte BARRIER = 3;

    private final FileOutputStream out;

    private boolean broken;

    /// @param boot names the time since the machine was started; empty where the system does not tell
    Journal(Path file, long run, String boot) throws IOException {
        StateFiles.create(file);
        this.out = StateFiles.output(file);
        append(data -> {
            data.writeInt(KIND);
            data.writeLong(run);
            Codec.writeText(boot, data);
        });
    }

    void stored(StoredEntry entry) throws IOException {
        append(data -> {
            data.writeByte(STORED);
            Codec.STORED.write(entry, data);
        });
    }

    void removed(BytePath path) throws IOException {
        append(data -> {
            data.writeByte(REMOVED);
            Codec.PATH.write(path, data);
        });
    }

    void barrier() throws IOException {
        append(data -> data.writeByte(BARRIER));
        out.getFD().sync();
    }

    @FunctionalInterface
    private interface Fill {
        void into(RecordOutput data);
    }

    private void append(Fill fill) throws IOException {
        RecordOutput record = new RecordOutput();
        fill.into(record);
        synchronized (this) {
            if (broken) {
                throw new IOException("the journal could not be written before; nothing more can be recorded");
            }
            // Whatever follows half a record would never be read.
            broken = true;
            record.writeTo(out);
            broken = false;
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /// A record read back.
    ///
    /// @param number in the order of writing
    /// @param entry with `known` for a stored object, without for a removed one
    record Note(long number, IndexEntry entry) {
        BytePath path() {
            return entry.path();
        }
    }

    private static final Codec<Note> NOTE = new Codec<>() {
        @Override
        public void write(Note note, RecordOutput out) {
            out.writeLong(note.number);
            INDEX.write(note.entry, out);
        }

        @Override
        public Note read(RecordInput in) {
            return new Note(in.readLong(), INDEX.read(in));
        }

        @Override
        public BytePath path(Note note) {
            return note.path();
        }
    };

    /// For each path the last record that counts, in path order; nothing if the file is missing, of another run, or no
    /// journal.
    static Cursor<Note> read(Path file, long run, String boot) throws IOException {
        ExternalSort<Note> sort = new ExternalSort<>(StateFiles.parent(file), NOTE, Comparator.comparing(Note::path));
        try {
            long counting = collect(file, run, boot, sort);
            return new LastOfEach(sort, counting);
        } catch (IOException e) {
            sort.close();
            throw e;
        }
    }

    /// The number of records, from the first on, that count.
    private static long collect(Path file, long run, String boot, ExternalSort<Note> sort) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        try (InputStream in = new BufferedInputStream(StateFiles.input(file), 64 * 1024)) {
            RecordInput header = record(in);
            if (header == null || header.readInt() != KIND || header.readLong() != run) {
                return 0;
            }
            boolean sameBoot = !boot.isEmpty() && Codec.readText(header).equals(boot);
            long flushed = 0;
            long number = 0;
            while (true) {
                RecordInput data = record(in);
                if (data == null) {
                    return sameBoot ? number : flushed;
                }
                Optional<IndexEntry> entry = entry(data);
                if (entry.isEmpty()) {
                    flushed = number;
                    continue;
                }
                sort.add(new Note(number, entry.get()));
                number++;
            }
        } catch (IllegalArgumentException e) {
            throw new DamagedFileException(file, "a record of another version: " + e.getMessage());
        }
    }

    /// Empty for a barrier.
    private static Optional<IndexEntry> entry(RecordInput data) {
        return switch (data.readByte()) {
            case STORED -> {
                StoredEntry entry = Codec.STORED.read(data);
                yield Optional.of(new IndexEntry(entry.path(), Optional.of(entry)));
            }
            case REMOVED -> Optional.of(new IndexEntry(Codec.PATH.read(data), Optional.empty()));
            case BARRIER -> Optional.empty();
            default -> throw new IllegalArgumentException("no such kind of record");
        };
    }

    private static @Nullable RecordInput record(InputStream in) throws IOException {
        try {
            byte[] record = Frames.next(in);
            return record == null ? null : new RecordInput(record);
        } catch (Frames.TornException _) {
            return null;
        }
    }

    private static final class LastOfEach implements Cursor<Note> {
        private final ExternalSort<Note> sort;
        private final Cursor<Note> notes;
        private final long counting;
        private @Nullable Note ahead;

        LastOfEach(ExternalSort<Note> sort, long counting) throws IOException {
            this.sort = sort;
            this.notes = sort.sorted();
            this.counting = counting;
            this.ahead = notes.next();
        }

        @Override
        public @Nullable Note next() throws IOException {
            Note last = null;
            while (ahead != null) {
                if (last != null && !last.path().equals(ahead.path())) {
                    return last;
                }
                if (ahead.number < counting) {
                    last = ahead;
                }
                ahead = notes.next();
            }
            return last;
        }

        @Override
        public void close() throws IOException {
            notes.close();
            sort.close();
        }
    }
}
