package org.holdfast.sync;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.names.BytePath;

/// A whole tree, read by a [SourceTree] and restored by a [TargetTree].
final class Copy {
    private final SourceTree source;
    private final HardLinks hardLinks = new HardLinks();

    Copy(SourceTree source) {
        this.source = source;
    }

    /// Run in a JVM of its own: source, target; prints the notices.
    public static void main(String[] arguments) throws IOException {
        Path source = Path.of(arguments[0]);
        run(source, Path.of(arguments[1]), TargetTree.Overwrite.REFUSE, false).forEach(System.out::println);
    }

    /// Restores all of `source`, with the directory itself, and returns the notices.
    static List<String> run(Path source, Path target, TargetTree.Overwrite overwrite, boolean deleteOthers)
            throws IOException {
        return run(SourceTree.of(source), target, overwrite, deleteOthers, Folder::open);
    }

    static List<String> run(
            SourceTree source, Path target, TargetTree.Overwrite overwrite, boolean deleteOthers, Folder.Opener opener)
            throws IOException {
        try (TargetTree tree = TargetTree.open(target, overwrite, opener)) {
            Copy copy = new Copy(source);
            copy.into(tree);
            tree.publish(deleteOthers);
            return tree.notices();
        }
    }

    void into(TargetTree target) throws IOException {
        restore(target, OneFile.find(source, BytePath.ROOT));
        for (TreeEntry entry : Scanned.of(source).entries) {
            restore(target, entry);
        }
    }

    private void restore(TargetTree target, TreeEntry entry) throws IOException {
        if (!target.wants(entry)) {
            return;
        }
        StoredEntry stored = stored(entry);
        switch (entry.kind()) {
            case DIRECTORY -> target.directory(stored);
            case LINK -> target.link(stored);
            case FILE -> {
                Optional<BytePath> earlier = hardLinks.earlier(entry, Optional.empty());
                if (earlier.isEmpty() || !target.hardlink(stored, earlier.get())) {
                    try (InputStream in = OneFile.read(source, entry)) {
                        target.file(stored, in);
                    }
                }
            }
        }
    }

    StoredEntry stored(TreeEntry entry) throws IOException {
        return new StoredEntry(entry, Optional.empty(), OneFile.xattrs(source, entry), Optional.empty(), false);
    }

    /// A made-up entry.
    static StoredEntry entry(String path, Kind kind, long size, String linkTarget) {
        return new StoredEntry(
                new TreeEntry(
                        BytePath.parse(path),
                        kind,
                        size,
                        java.time.Instant.ofEpochSecond(1_700_000_000, 123_456_789),
                        kind == Kind.DIRECTORY ? 0755 : 0644,
                        0,
                        0,
                        kind == Kind.LINK ? Optional.of(linkTarget) : Optional.empty(),
                        FileIdentity.UNKNOWN),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                false);
    }

    /// Makes the index say that the mirror holds these files and nothing else.
    static void rebuild(SyncIndex index, String generation, Cursor<StoredEntry> known) throws IOException {
        index.replace(generation, known.map(entry -> Optional.of(new IndexEntry(entry.path(), Optional.of(entry)))));
    }

    /// Makes the index say that the mirror may hold these files and no other.
    static void reset(SyncIndex index, String generation, Cursor<BytePath> unknown) throws IOException {
        index.replace(generation, unknown.map(path -> Optional.of(new IndexEntry(path, Optional.empty()))));
    }

    static StoredEntry directory(String path) {
        return entry(path, Kind.DIRECTORY, 0, "");
    }

    static StoredEntry link(String path, String target) {
        return entry(path, Kind.LINK, 0, target);
    }

    static StoredEntry file(String path, int size) {
        return entry(path, Kind.FILE, size, "");
    }
}
