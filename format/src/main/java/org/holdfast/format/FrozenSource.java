package org.holdfast.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Cursor;
import org.holdfast.sync.EntryVisitor;
import org.holdfast.sync.Kind;
import org.holdfast.sync.OpenTree;
import org.holdfast.sync.Skip;
import org.holdfast.sync.SourceTree;
import org.holdfast.sync.TreeEntry;
import org.holdfast.sync.TreeList;

/// A source scanned once, for as many runs as there are: each of them sees the same list of entries, and what
/// several read at about the same time is read from the disk once, see [SharedReads]. Immutable and
/// thread-safe; whoever made it closes it when the last run has ended.
public final class FrozenSource implements SourceScan, Closeable {
    private final OpenTree source;
    private final SharedReads reads;
    private final Map<BytePath, GeneratedFile> generated;
    private final TreeList tree;
    private final long files;
    private final long bytes;
    private final List<Skip> skips;
    private final PathSpool excluded;

    private FrozenSource(
            OpenTree source,
            SharedReads reads,
            Map<BytePath, GeneratedFile> generated,
            TreeList tree,
            long files,
            long bytes,
            List<Skip> skips,
            PathSpool excluded) {
        this.source = source;
        this.reads = reads;
        this.generated = generated;
        this.tree = tree;
        this.files = files;
        this.bytes = bytes;
        this.skips = skips;
        this.excluded = excluded;
    }

    /// Scans `source`.
    ///
    /// @param scratch an empty private directory, which must stay as long as the result is used
    /// @param runs how many of them will read it at a time
    public static FrozenSource scan(SourceTree source, Path scratch, int runs) throws IOException {
        return scan(source, scratch, SharedReads.of(runs));
    }

    static FrozenSource scan(SourceTree source, Path scratch, SharedReads reads) throws IOException {
        OpenTree open = source.open();
        try {
            return scan(open, scratch, reads);
        } catch (IOException | RuntimeException | Error e) {
            open.close();
            throw e;
        }
    }

    private static FrozenSource scan(OpenTree source, Path scratch, SharedReads reads) throws IOException {
        try (TreeList.Writer writer = TreeList.write(scratch.resolve("tree"));
                PathSpool excluded = new PathSpool(scratch.resolve("excluded"))) {
            Scan scan = new Scan(writer, excluded);
            source.scan(scan);
            return new FrozenSource(
                    source,
                    reads,
                    Map.of(),
                    writer.finish(),
                    scan.files,
                    scan.bytes,
                    List.copyOf(scan.skips),
                    excluded);
        }
    }

    /// The same with one more file at `path`, where the source must have nothing. Closing either closes both.
    ///
    /// @param content a local file with its bytes, which must stay as it is
    public FrozenSource with(BytePath path, Path content) throws IOException {
        return with(GeneratedFile.of(path, content));
    }

    FrozenSource with(GeneratedFile file) {
        TreeEntry added = file.entry();
        return new FrozenSource(
                source, reads, generatedAnd(file), tree.with(added), files + 1, bytes + added.size(), skips, excluded);
    }

    /// The same with the content of one more file, which is not in the list.
    FrozenSource serving(GeneratedFile file) {
        return new FrozenSource(source, reads, generatedAnd(file), tree, files, bytes, skips, excluded);
    }

    private Map<BytePath, GeneratedFile> generatedAnd(GeneratedFile file) {
        Map<BytePath, GeneratedFile> all = new TreeMap<>(generated);
        all.put(file.entry().path(), file);
        return all;
    }

    @Override
    public FrozenSource frozen() {
        return this;
    }

    TreeList tree() {
        return tree;
    }

    /// Regular files.
    public long files() {
        return files;
    }

    /// The size of all regular files.
    public long bytes() {
        return bytes;
    }

    /// What the scan itself had to leave out.
    List<Skip> skips() {
        return skips;
    }

    /// Tells what was left out on purpose, in path order, without what lies below it.
    void tellExcluded(Preview preview) throws IOException {
        try (Cursor<BytePath> paths = excluded.paths()) {
            for (BytePath path = paths.next(); path != null; path = paths.next()) {
                preview.excluded(path);
            }
        }
    }

    boolean isGenerated(BytePath path) {
        return generated.containsKey(path);
    }

    /// Finds what is where `entry` was. To be closed.
    FrozenFile find(TreeEntry entry) throws IOException {
        GeneratedFile file = generated.get(entry.path());
        return file == null
                ? new FrozenFile.OfTree(source.find(entry.path(), entry.kind()), reads)
                : new FrozenFile.Generated(file);
    }

    @Override
    public void close() throws IOException {
        reads.close();
        source.close();
    }

    private static final class Scan implements EntryVisitor {
        private final TreeList.Writer writer;
        private final PathSpool excluded;
        private final List<Skip> skips = new ArrayList<>();
        private long files;
        private long bytes;

        Scan(TreeList.Writer writer, PathSpool excluded) {
            this.writer = writer;
            this.excluded = excluded;
        }

        @Override
        public void entry(TreeEntry entry) throws IOException {
            writer.add(entry);
            if (entry.kind() == Kind.FILE) {
                files++;
                bytes += entry.size();
            }
        }

        @Override
        public void skipped(Skip skip) {
            skips.add(skip);
        }

        @Override
        public void excluded(BytePath path) throws IOException {
            excluded.add(path);
        }
    }
}
