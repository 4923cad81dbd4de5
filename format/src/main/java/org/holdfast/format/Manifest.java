package org.holdfast.format;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipException;
import org.holdfast.format.gzip.StrictGzipInputStream;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Cursor;
import org.holdfast.sync.IndexEntry;
import org.holdfast.sync.Kind;
import org.holdfast.sync.Skip;
import org.holdfast.sync.StoredEntry;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/// What a backup holds: every entry with its metadata and digest, and what was skipped. Backed by a local file that
/// proved whole and well-formed; read as a stream, as often as needed, so its size does not matter.
///
/// @param backup the id of the backup it belongs to
/// @param format the backup's format
/// @param total how much there is
/// @param tops how much of it by each name at the top of the backup
/// @param hardlinkFirsts the paths that later entries are hard links to
/// @param archiveOrder a file with the same entries in the order of the backup's archive, where that is another
/// @param record what the backup's record must say, a JSON object that nobody here looks into; empty if nobody said
public record Manifest(
        Path file,
        String backup,
        String format,
        long skipped,
        Amount total,
        Map<BytePath, Amount> tops,
        Set<BytePath> hardlinkFirsts,
        Optional<Path> archiveOrder,
        Optional<String> record) {
    /// Receives one entry after the other, in path order.
    @FunctionalInterface
    public interface Visitor {
        void entry(StoredEntry entry) throws IOException;

        default void skipped(Skip skip) throws IOException {}
    }

    /// Reads `file` once from end to end, and answers for it from then on.
    ///
    /// @throws DamagedException if it is cut short, changed, out of order or not a manifest
    public static Manifest open(Path file) throws IOException {
        try (Reader reader = new Reader(file, true)) {
            Map<BytePath, Amount> tops = new TreeMap<>();
            Set<BytePath> firsts = new HashSet<>();
            for (StoredEntry entry = reader.next(); entry != null; entry = reader.next()) {
                entry.hardlinkTo().ifPresent(firsts::add);
                tops.merge(entry.path().top(), Amount.of(entry), Amount::plus);
            }
            ManifestJson.Trailer trailer = reader.trailer();
            return new Manifest(
                    file,
                    trailer.backup(),
                    trailer.format(),
                    trailer.skipped(),
                    tops.values().stream().reduce(Amount.NONE, Amount::plus),
                    Map.copyOf(tops),
                    Set.copyOf(firsts),
                    Optional.empty(),
                    trailer.record());
        } catch (ArithmeticException e) {
            throw new DamagedException("manifest: its files are larger than anything", e);
        }
    }

    /// Regular files, hard links counted each.
    public long files() {
        return total.files();
    }

    /// The size of all of these.
    public long bytes() {
        return total.bytes();
    }

    public void visit(Visitor visitor) throws IOException {
        visit(file, visitor);
    }

    /// Visits what a file holds that did not prove anything yet: what was seen counts only if this returns.
    ///
    /// @throws DamagedException as [#open], maybe after many entries
    public static void visit(Path file, Visitor visitor) throws IOException {
        try (Reader reader = new Reader(file, true)) {
            reader.skips = visitor;
            for (StoredEntry entry = reader.next(); entry != null; entry = reader.next()) {
                visitor.entry(entry);
            }
        }
    }

    /// To be read one by one, and closed.
    public Reader read() throws IOException {
        return new Reader(file, true);
    }

    /// The same in the order of the backup's archive.
    Reader readAsArchived() throws IOException {
        return archiveOrder.isPresent() ? unordered(archiveOrder.get()) : read();
    }

    /// Entries in whatever order they were written to `file`, which is a manifest but for that.
    static Reader unordered(Path file) throws IOException {
        return new Reader(file, false);
    }

    Manifest withArchiveOrder(Path other) {
        return new Manifest(file, backup, format, skipped, total, tops, hardlinkFirsts, Optional.of(other), record);
    }

    /// The files, to be held against what a store lists: see [org.holdfast.sync.Inventory].
    public Cursor<IndexEntry> objects() throws IOException {
        Reader reader = read();
        Cursor<StoredEntry> all = new Cursor<>() {
            @Override
            public @Nullable StoredEntry next() throws IOException {
                return reader.next();
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
        return all.map(entry -> entry.tree().kind() == Kind.FILE
                ? Optional.of(new IndexEntry(entry.path(), Optional.of(entry)))
                : Optional.empty());
    }

    /// The entries one by one. Not thread-safe.
    public static final class Reader implements Closeable {
        private final InputStream in;
        private final JsonParser json;
        private final boolean ordered;
        private @Nullable Visitor skips;
        private @Nullable BytePath last;
        private long entries;
        private long skipped;
        private ManifestJson.@Nullable Trailer trailer;

        private Reader(Path file, boolean ordered) throws IOException {
            this.ordered = ordered;
            in = Files.newInputStream(file);
            try {
                json = parser(in);
                if (!(line() instanceof ManifestJson.Header)) {
                    throw new DamagedException("manifest: the first line is no header");
                }
            } catch (Throwable e) {
                in.close();
                throw e;
            }
        }

        /// The next entry; `null` once all were read and the last line agrees with them.
        public @Nullable StoredEntry next() throws IOException {
            if (trailer != null) {
                return null;
            }
            while (true) {
                switch (line()) {
                    case ManifestJson.Entry(StoredEntry entry) -> {
                        return inOrder(entry);
                    }
                    case ManifestJson.Skipped(Skip skip) -> skip(skip);
                    case ManifestJson.Trailer end -> {
                        checkEnd(end);
                        return null;
                    }
                    case ManifestJson.Header _ -> throw new DamagedException("manifest: a second header");
                    case null -> throw new DamagedException("manifest: it is cut short");
                }
            }
        }

        private StoredEntry inOrder(StoredEntry entry) throws IOException {
            if (ordered && last != null && last.compareTo(entry.path()) >= 0) {
                throw new DamagedException("manifest: " + entry.path() + " is out of order");
            }
            last = entry.path();
            entries++;
            return entry;
        }

        private void skip(Skip skip) throws IOException {
            skipped++;
            if (skips != null) {
                skips.skipped(skip);
            }
        }

        private void checkEnd(ManifestJson.Trailer end) throws IOException {
            if (end.entries() != entries || end.skipped() != skipped || line() != null) {
                throw new DamagedException("manifest: its last line does not agree with the others");
            }
            trailer = end;
        }

        private static JsonParser parser(InputStream in) throws IOException {
            try {
                return ManifestJson.parser(new StrictGzipInputStream(in));
            } catch (EOFException | ZipException e) {
                throw new DamagedException("manifest: it is cut short or changed", e);
            }
        }

        /// Whether entries come in path order.
        boolean isOrdered() {
            return ordered;
        }

        private ManifestJson.@Nullable Line line() throws IOException {
            return ManifestJson.read(json);
        }

        private ManifestJson.Trailer trailer() {
            return Optional.ofNullable(trailer).orElseThrow(IllegalStateException::new);
        }

        @Override
        public void close() throws IOException {
            json.close();
            in.close();
        }
    }
}
