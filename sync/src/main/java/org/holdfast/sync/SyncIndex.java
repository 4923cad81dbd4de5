package org.holdfast.sync;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.holdfast.names.BytePath;
import org.jspecify.annotations.Nullable;

/// What the mirror holds: the local memory of which objects were stored from which files, exact across a crash
/// at any point. Files only; directories and links have no objects.
///
/// A run goes: [#entries()] for the plan, [#begin] with every path that the plan changes, [#stored] and
/// [#removed] as the changes are done, [#barrier()] after the store was flushed, [#finish]. From `begin` on,
/// the paths of the plan are *in doubt* until their record; whatever the run leaves in doubt, by a crash or a
/// failure, the next plan has again. Nothing else is ever done again, and no removal is forgotten.
///
/// In the directory lie `index`, `pending` and `journal`. Each run has a number; `pending` and `journal` count
/// only with a number above that of `index`, so whatever a crash leaves of a finished run is recognized. The
/// three recording methods are thread-safe; all else is for one thread, and one process at a time.
public final class SyncIndex implements Closeable {
    private static final int INDEX_KIND = 0x48464902;
    private static final int PENDING_KIND = 0x48465001;
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final String TEMPORARY = ".tmp";

    private final Path directory;
    private final String boot;

    /// Null until somebody asks for it.
    private @Nullable Status status;

    /// The number of the run that `index` was written by.
    private long indexRun;

    /// The run that began and has not finished; in this process if there is a journal to write to.
    private Optional<SortedFile.Header> openRun = Optional.empty();

    private volatile @Nullable Journal journal;

    private SyncIndex(Path directory, String boot) {
        this.directory = directory;
        this.boot = boot;
    }

    /// Whether the mirror's content is known.
    public sealed interface Status {
        /// There is no index, or only one of another version of this software: [#replace].
        record Missing() implements Status {}

        /// There is one that cannot be trusted: [#replace].
        ///
        /// @param detail one line for people
        record Corrupt(String detail) implements Status {}

        /// It can be trusted.
        ///
        /// @param generation of the run that changed the mirror last, finished or not
        /// @param interrupted whether that run did not finish
        record Good(String generation, boolean interrupted) implements Status {}
    }

    /// Opens the index in `directory`, which is made where missing, readable by its owner only.
    public static SyncIndex open(Path directory) throws IOException {
        return open(directory, bootId());
    }

    static SyncIndex open(Path directory, String boot) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(directory, StateFiles.PRIVATE_DIRECTORY);
        }
        SyncIndex index = new SyncIndex(directory, boot);
        index.removeTemporaries();
        return index;
    }

    private static String bootId() {
        try {
            return Files.readString(BOOT_ID).strip();
        } catch (IOException _) {
            return "";
        }
    }

    private void removeTemporaries() throws IOException {
        try (var files = Files.newDirectoryStream(directory, "*" + TEMPORARY)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    private Status load() throws IOException {
        try {
            boolean begun = Files.exists(pendingFile());
            if (SortedFile.isOtherVersion(indexFile(), INDEX_KIND)) {
                // Whatever else lies here belongs to it.
                return new Status.Missing();
            }
            if (!Files.exists(indexFile())) {
                return begun ? new Status.Corrupt("there is no index to a run that began") : new Status.Missing();
            }
            SortedFile.Header header = verified(indexFile(), INDEX_KIND, Codec.INDEX);
            indexRun = header.run();
            return begun ? loadOpenRun(header) : new Status.Good(header.generation(), false);
        } catch (DamagedFileException e) {
            openRun = Optional.empty();
            return new Status.Corrupt(e.detail());
        }
    }

    private Status loadOpenRun(SortedFile.Header index) throws IOException {
        SortedFile.Header pending = verified(pendingFile(), PENDING_KIND, Codec.PATH);
        if (pending.run() <= indexRun) {
            // That run had finished and only not yet tidied up.
            removeOpenRun();
            return new Status.Good(index.generation(), false);
        }
        openRun = Optional.of(pending);
        try (Cursor<Beliefs.Belief> beliefs = beliefs()) {
            while (beliefs.next() != null) {
                // Only reading to the end tells whether the journal fits.
            }
        }
        return new Status.Good(pending.generation(), true);
    }

    private static <T> SortedFile.Header verified(Path file, int kind, Codec<T> codec) throws IOException {
        try (var reader = new SortedFile.Reader<>(file, kind, codec)) {
            while (reader.next() != null) {
                // Only reading to the end tells whether it is whole.
            }
            return reader.header();
        }
    }

    /// Reads all of it when it is first called.
    public Status status() throws IOException {
        if (status == null) {
            status = load();
        }
        return status;
    }

    /// Every object that the mirror holds or may hold, in path order. May be called again and again.
    ///
    /// @throws IllegalStateException unless [#status()] is good
    public Cursor<IndexEntry> entries() throws IOException {
        requireGood();
        return beliefs().map(belief -> Optional.of(belief.entry()));
    }

    private Cursor<Beliefs.Belief> beliefs() throws IOException {
        List<Cursor<?>> opened = new ArrayList<>();
        try {
            var index = new SortedFile.Reader<>(indexFile(), INDEX_KIND, Codec.INDEX);
            opened.add(index);
            if (openRun.isEmpty()) {
                return new Beliefs(pendingFile(), index, Cursor.empty(), Cursor.empty());
            }
            var pending = new SortedFile.Reader<>(pendingFile(), PENDING_KIND, Codec.PATH);
            opened.add(pending);
            Cursor<Journal.Note> notes =
                    Journal.read(journalFile(), openRun.get().run(), boot);
            opened.add(notes);
            return new Beliefs(pendingFile(), index, pending, notes);
        } catch (IOException e) {
            for (Cursor<?> cursor : opened) {
                cursor.close();
            }
            throw e;
        }
    }

    /// Starts a run, before the first change to the store. On return the doubt survives a power cut.
    ///
    /// After an interrupted run the store must have been flushed before: what that run's journal tells becomes
    /// certain here.
    ///
    /// @param inDoubt every path whose object the run will replace or remove, and no other object may be
    /// touched; in     any order, repeated or not
    /// @throws IllegalStateException unless [#status()] is good and no run has begun here
    public void begin(String generation, Cursor<BytePath> inDoubt) throws IOException {
        requireGood();
        if (journal != null) {
            throw new IllegalStateException("a run has begun already");
        }
        settleOpenRun();
        SortedFile.Header header = new SortedFile.Header(PENDING_KIND, indexRun + 1, generation);
        writeSorted(pendingFile(), header, Codec.PATH, inDoubt);
        openRun = Optional.of(header);
        status = new Status.Good(generation, true);
        journal = new Journal(journalFile(), header.run(), boot);
    }

    /// Turns what an interrupted run left into an index of its own.
    private void settleOpenRun() throws IOException {
        if (openRun.isEmpty()) {
            return;
        }
        SortedFile.Header header = new SortedFile.Header(
                INDEX_KIND, openRun.get().run(), openRun.get().generation());
        Path temporary = temporary(indexFile());
        try (Cursor<IndexEntry> entries = entries();
                var writer = new SortedFile.Writer<>(temporary, header, Codec.INDEX)) {
            for (IndexEntry entry = entries.next(); entry != null; entry = entries.next()) {
                writer.add(entry);
            }
            writer.finish();
        }
        adopt(temporary, header);
    }

    /// Puts a new index in place and forgets the open run, which it holds.
    private void adopt(Path temporary, SortedFile.Header header) throws IOException {
        StateFiles.publish(temporary, indexFile());
        indexRun = header.run();
        removeOpenRun();
        status = new Status.Good(header.generation(), false);
    }

    private void removeOpenRun() throws IOException {
        openRun = Optional.empty();
        closeJournal();
        StateFiles.delete(pendingFile());
        StateFiles.delete(journalFile());
    }

    /// Records that the store holds the entry's content. A path takes one record a run, and only if it was in doubt.
    public void stored(StoredEntry entry) throws IOException {
        running().stored(entry);
    }

    /// Records that the store holds no object for the path any more.
    public void removed(BytePath path) throws IOException {
        running().removed(path);
    }

    /// Records that all records before outlive a power cut. To be called after the store was flushed, with no record
    /// written in between.
    public void barrier() throws IOException {
        running().barrier();
    }

    private Journal running() {
        Journal running = journal;
        if (running == null) {
            throw new IllegalStateException("no run has begun");
        }
        return running;
    }

    /// Ends the run: tells `visitor` all that the backup of `tree` consists of, then makes that the new index.
    ///
    /// A kept file comes with the metadata of `tree`, an uploaded one as it was recorded. An exception, `visitor`'s
    /// included, leaves everything as it was.
    public void finish(TreeList tree, FinishVisitor visitor) throws IOException {
        running();
        SortedFile.Header begun = openRun.orElseThrow();
        SortedFile.Header header = new SortedFile.Header(INDEX_KIND, begun.run(), begun.generation());
        Path temporary = temporary(indexFile());
        try (Cursor<TreeEntry> entries = tree.entries();
                Cursor<Beliefs.Belief> beliefs = beliefs();
                var writer = new SortedFile.Writer<>(temporary, header, Codec.INDEX)) {
            new Finish(entries, beliefs, writer, visitor).run();
            writer.finish();
        }
        adopt(temporary, header);
    }

    /// Replaces everything by what was found out anew, in any order; that may be made of [#entries()]. Of equal
    /// paths the last counts. Ends a run that began.
    public void replace(String generation, Cursor<IndexEntry> entries) throws IOException {
        SortedFile.Header header = new SortedFile.Header(INDEX_KIND, 1, generation);
        Path temporary = temporary(indexFile());
        writeUnpublished(temporary, header, Codec.INDEX, entries);
        // In this order, since an old run without its index is not believed, and an old index without its run is.
        status = new Status.Missing();
        StateFiles.delete(indexFile());
        removeOpenRun();
        adopt(temporary, header);
    }

    private <T> void writeSorted(Path file, SortedFile.Header header, Codec<T> codec, Cursor<T> elements)
            throws IOException {
        Path temporary = temporary(file);
        writeUnpublished(temporary, header, codec, elements);
        StateFiles.publish(temporary, file);
    }

    private <T> void writeUnpublished(Path temporary, SortedFile.Header header, Codec<T> codec, Cursor<T> elements)
            throws IOException {
        try (elements;
                var sort = new ExternalSort<>(directory, codec, Comparator.comparing(codec::path))) {
            for (T element = elements.next(); element != null; element = elements.next()) {
                sort.add(element);
            }
            try (Cursor<T> sorted = sort.sorted();
                    var writer = new SortedFile.Writer<>(temporary, header, codec)) {
                T last = sorted.next();
                while (last != null) {
                    T next = sorted.next();
                    if (next == null || !codec.path(next).equals(codec.path(last))) {
                        writer.add(last);
                    }
                    last = next;
                }
                writer.finish();
            }
        }
    }

    private void requireGood() throws IOException {
        if (!(status() instanceof Status.Good)) {
            throw new IllegalStateException("the index is missing or damaged, rebuild it first: " + status());
        }
    }

    private Path indexFile() {
        return directory.resolve("index");
    }

    private Path pendingFile() {
        return directory.resolve("pending");
    }

    private Path journalFile() {
        return directory.resolve("journal");
    }

    private static Path temporary(Path file) {
        return file.resolveSibling(file.getFileName() + TEMPORARY);
    }

    private void closeJournal() throws IOException {
        Journal open = journal;
        journal = null;
        if (open != null) {
            open.close();
        }
    }

    /// Leaves a run that did not finish to the next one.
    @Override
    public void close() throws IOException {
        closeJournal();
    }
}
