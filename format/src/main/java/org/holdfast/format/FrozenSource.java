package org.holdfast.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.backends.Capabilities;
import org.holdfast.backends.ObjectKey;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Cursor;
import org.holdfast.sync.EntryVisitor;
import org.holdfast.sync.Kind;
import org.holdfast.sync.Skip;
import org.holdfast.sync.SourceTree;
import org.holdfast.sync.TreeEntry;
import org.holdfast.sync.TreeList;

/// A scan of the source, frozen in a local file, so that every pass of a run sees the same tree.
///
/// @param files regular files, and their `bytes`
/// @param skips what the scan itself had to leave out
record FrozenSource(TreeList tree, long files, long bytes, List<Skip> skips) {
    /// Scans `source` into `file`.
    ///
    /// @param limits what the names of files must fit into; everything fits where empty
    /// @throws NameLimitException if files have names or keys too long for the store
    static FrozenSource scan(SourceTree source, Path file, Optional<Capabilities> limits) throws IOException {
        try (TreeList.Writer writer = TreeList.write(file)) {
            Scan scan = new Scan(writer, limits);
            source.scan(scan);
            return scan.finish();
        }
    }

    /// The same with one more file, written to `file`.
    FrozenSource with(TreeEntry generated, Path file) throws IOException {
        try (TreeList.Writer writer = TreeList.write(file);
                Cursor<TreeEntry> entries = tree.entries()) {
            TreeEntry entry = entries.next();
            while (entry != null && entry.path().compareTo(generated.path()) < 0) {
                writer.add(entry);
                entry = entries.next();
            }
            writer.add(generated);
            while (entry != null) {
                writer.add(entry);
                entry = entries.next();
            }
            return new FrozenSource(writer.finish(), files + 1, bytes + generated.size(), skips);
        }
    }

    private static final class Scan implements EntryVisitor {
        private final TreeList.Writer writer;
        private final Optional<Capabilities> limits;
        private final List<NameLimitException.Offender> offenders = new ArrayList<>();
        private final List<Skip> skips = new ArrayList<>();
        private long tooLong;
        private long files;
        private long bytes;

        Scan(TreeList.Writer writer, Optional<Capabilities> limits) {
            this.writer = writer;
            this.limits = limits;
        }

        @Override
        public void entry(TreeEntry entry) throws IOException {
            writer.add(entry);
            if (entry.kind() == Kind.FILE) {
                files++;
                bytes += entry.size();
                check(entry.path());
            }
        }

        @Override
        public void skipped(Skip skip) {
            skips.add(skip);
        }

        private void check(BytePath path) {
            int excess = limits.map(limit -> limit.excess(new ObjectKey(path))).orElse(0);
            if (excess <= 0) {
                return;
            }
            tooLong++;
            if (offenders.size() < NameLimitException.MOST_LISTED) {
                offenders.add(new NameLimitException.Offender(path, excess));
            }
        }

        FrozenSource finish() throws IOException {
            if (tooLong > 0) {
                throw new NameLimitException(offenders, tooLong);
            }
            return new FrozenSource(writer.finish(), files, bytes, List.copyOf(skips));
        }
    }
}
