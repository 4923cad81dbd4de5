package org.holdfast.sync;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.holdfast.names.BytePath;

/// A tree of user files, and the only reader of them. Thread-safe; holds no file open between two calls.
///
/// Links are entries and never followed, except those that lead to a mounted directory. Other file systems
/// mounted below are part of the tree.
public final class SourceTree {
    private final NavigableMap<BytePath, Path> mounts;
    private final Folder.Opener opener;
    private final BytePath excludingBelow;
    private final Excludes excludes;

    SourceTree(SortedMap<BytePath, Path> mounts, Folder.Opener opener) {
        this(mounts, opener, BytePath.ROOT, Excludes.NONE);
    }

    private SourceTree(
            SortedMap<BytePath, Path> mounts, Folder.Opener opener, BytePath excludingBelow, Excludes excludes) {
        this.mounts = new TreeMap<>(mounts);
        this.opener = opener;
        this.excludingBelow = excludingBelow;
        this.excludes = excludes;
    }

    /// The content of `root` at the top; `root` itself is no entry.
    public static SourceTree of(Path root) {
        return of(new TreeMap<>(Map.of(BytePath.ROOT, root)));
    }

    /// Several directories, each at its place. A mounted directory is an entry like any other, except at
    /// [BytePath#ROOT]; what an outer one has in its place, or in the way to it, is hidden. A place whose
    /// parent does not exist is visited all the same.
    public static SourceTree of(SortedMap<BytePath, Path> mounts) {
        return new SourceTree(mounts, Folder::open);
    }

    /// The same tree without what `excluded` contains of what lies below `top`. A mounted directory is never
    /// left out.
    public SourceTree excluding(BytePath top, Excludes excluded) {
        return new SourceTree(mounts, opener, top, excluded);
    }

    /// Visits every entry in path order: a directory directly before its content.
    ///
    /// What cannot be backed up or is excluded is told to `visitor` and left out; a directory that cannot be
    /// listed is an entry and then a skip. Memory is that of the names in one directory and in those above it.
    ///
    /// @throws IOException from `visitor`, or if a mounted directory is missing or unreadable
    public void scan(EntryVisitor visitor) throws IOException {
        new Scan(mounts, opener, excludingBelow, excludes, visitor).run();
    }

    /// Finds what is at `path`, to be asked for more than one thing. To be closed.
    ///
    /// @throws NoSuchFileException if a directory on the way to it is gone
    public SourceFile find(BytePath path) throws IOException {
        Map.Entry<BytePath, Path> mount = mounts.floorEntry(path);
        while (mount != null && !path.startsWith(mount.getKey())) {
            mount = mounts.lowerEntry(mount.getKey());
        }
        if (mount == null) {
            throw new NoSuchFileException(path.toString());
        }
        try {
            return find(path, mount.getValue(), path.below(mount.getKey()));
        } catch (NotDirectoryException e) {
            throw new NoSuchFileException(e.getFile(), null, "a directory on the way to it is gone");
        }
    }

    /// Goes down from the mounted directory, following no link on the way.
    private SourceFile find(BytePath path, Path mounted, BytePath below) throws IOException {
        Folder top = opener.open(mounted);
        if (below.isRoot() || below.parent().isRoot()) {
            return new SourceFile(path, top, below);
        }
        try (top) {
            return new SourceFile(path, top.descend(below.parent()), below.name());
        }
    }

    /// The content of a regular file.
    ///
    /// @throws NoSuchFileException if it is gone, or no regular file any more
    public InputStream open(TreeEntry entry) throws IOException {
        try (SourceFile file = find(entry.path())) {
            return file.open();
        }
    }

    /// What is at `path` now, see [SourceFile#stat()].
    public TreeEntry stat(BytePath path) throws IOException {
        try (SourceFile file = find(path)) {
            return file.stat();
        }
    }

    /// See [SourceFile#xattrs()].
    public Map<String, String> xattrs(TreeEntry entry) throws IOException {
        try (SourceFile file = find(entry.path())) {
            return file.xattrs();
        }
    }
}
