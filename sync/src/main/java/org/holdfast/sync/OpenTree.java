package org.holdfast.sync;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.holdfast.names.BytePath;

/// A [SourceTree] that is being read, and the only reader of user files: its mounted directories stay open and the same
/// ones, and nothing else does between two calls. Thread-safe, but for [#close()], after which its file systems can be
/// unmounted.
public final class OpenTree implements Closeable {
    private final NavigableMap<BytePath, Folder> mounts;
    private final BytePath excludingBelow;
    private final Excludes excludes;

    private OpenTree(NavigableMap<BytePath, Folder> mounts, BytePath excludingBelow, Excludes excludes) {
        this.mounts = mounts;
        this.excludingBelow = excludingBelow;
        this.excludes = excludes;
    }

    static OpenTree of(
            SortedMap<BytePath, Path> mounts, Folder.Opener opener, BytePath excludingBelow, Excludes excludes)
            throws IOException {
        NavigableMap<BytePath, Folder> open = new TreeMap<>();
        OpenTree tree = new OpenTree(open, excludingBelow, excludes);
        try {
            for (Map.Entry<BytePath, Path> mount : mounts.entrySet()) {
                open.put(mount.getKey(), opener.open(mount.getValue()));
            }
            return tree;
        } catch (IOException | RuntimeException | Error e) {
            tree.close();
            throw e;
        }
    }

    /// Visits every entry in path order: a directory directly before its content.
    ///
    /// What cannot be backed up or is excluded is told to `visitor` and left out; a directory that cannot be
    /// listed is an entry and then a skip. Memory is that of the names in one directory and in those above it.
    ///
    /// @throws IOException from `visitor`, or if a mounted directory is unreadable
    public void scan(EntryVisitor visitor) throws IOException {
        new Scan(mounts, excludingBelow, excludes, visitor).run();
    }

    /// Finds what is at `path`. To be closed.
    ///
    /// @throws NoSuchFileException if it, or a directory on the way to it, is gone
    public SourceFile find(BytePath path) throws IOException {
        Map.Entry<BytePath, Folder> mount = mounts.floorEntry(path);
        while (mount != null && !path.startsWith(mount.getKey())) {
            mount = mounts.lowerEntry(mount.getKey());
        }
        if (mount == null) {
            throw new NoSuchFileException(path.toString());
        }
        try {
            return new SourceFile(path, mount.getValue().hold(path.below(mount.getKey())));
        } catch (NotDirectoryException e) {
            throw new NoSuchFileException(e.getFile(), null, "a directory on the way to it is gone");
        }
    }

    @Override
    public void close() throws IOException {
        for (Folder mount : mounts.values()) {
            mount.close();
        }
    }
}
