package org.holdfast.sync;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.holdfast.names.BytePath;

/// A [SourceTree] that is being read, and the only reader of user files: its mounted directories stay open, and the
/// same ones where the system can hold a directory. Thread-safe, but for [#close()], after which its file systems can
/// be unmounted, once all that was found is closed as well.
public final class OpenTree implements Closeable {
    /// A mounted directory.
    ///
    /// @param name what it was opened by
    record Mount(Path name, Folder folder) {}

    private final NavigableMap<BytePath, Mount> mounts = new TreeMap<>();
    private final Folder.Opener opener;
    private final BytePath excludingBelow;
    private final Excludes excludes;

    private OpenTree(Folder.Opener opener, BytePath excludingBelow, Excludes excludes) {
        this.opener = opener;
        this.excludingBelow = excludingBelow;
        this.excludes = excludes;
    }

    static OpenTree of(
            SortedMap<BytePath, Path> mounts, Folder.Opener opener, BytePath excludingBelow, Excludes excludes)
            throws IOException {
        OpenTree tree = new OpenTree(opener, excludingBelow, excludes);
        try {
            for (Map.Entry<BytePath, Path> mount : mounts.entrySet()) {
                tree.mounts.put(mount.getKey(), new Mount(mount.getValue(), opener.open(mount.getValue())));
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
    /// What cannot be found there may be where the name of the mounted directory leads by now: it may have been
    /// replaced, or have come back on its server.
    ///
    /// @param likely what it was when it was looked at, which saves calls if it still is. If it was a file, what
    ///     took its place may be opened for a moment, but is not waited for
    /// @throws NoSuchFileException if it, or a directory on the way to it, is gone
    /// @throws FileSystemException if the mounted directory is gone itself
    public SourceFile find(BytePath path, Kind likely) throws IOException {
        Map.Entry<BytePath, Mount> mount = mounts.floorEntry(path);
        while (mount != null && !path.startsWith(mount.getKey())) {
            mount = mounts.lowerEntry(mount.getKey());
        }
        if (mount == null) {
            throw new NoSuchFileException(path.toString());
        }
        BytePath below = path.below(mount.getKey());
        try {
            return find(mount.getValue().folder(), path, below, likely);
        } catch (FileSystemException _) {
            try (Folder now = reopened(mount.getValue().name())) {
                return find(now, path, below, likely);
            }
        }
    }

    private static SourceFile find(Folder mounted, BytePath path, BytePath below, Kind likely) throws IOException {
        try {
            return new SourceFile(path, mounted.hold(below, likely));
        } catch (NotDirectoryException e) {
            throw new NoSuchFileException(e.getFile(), null, "a directory on the way to it is gone");
        }
    }

    private Folder reopened(Path mounted) throws IOException {
        try {
            return opener.open(mounted);
        } catch (NoSuchFileException e) {
            throw new FileSystemException(
                    e.getFile(), null, "the directory that was to be backed up is gone: " + e.getFile());
        }
    }

    @Override
    public void close() throws IOException {
        for (Mount mount : mounts.values()) {
            mount.folder().close();
        }
    }
}
