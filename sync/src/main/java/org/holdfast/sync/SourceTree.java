package org.holdfast.sync;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
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

    /// The content of a regular file.
    ///
    /// @throws NoSuchFileException if it is gone, or no regular file any more
    public InputStream open(TreeEntry entry) throws IOException {
        return at(entry.path(), Folder::read);
    }

    /// What is at `path` now.
    ///
    /// @throws NoSuchFileException if there is nothing
    /// @throws IOException if it is something that no backup can hold
    public TreeEntry stat(BytePath path) throws IOException {
        return at(path, (folder, name) -> {
            Inode inode = folder.stat(name);
            if (inode.kind().isEmpty()) {
                throw new FileSystemException(path.toString(), null, "is a " + inode.special());
            }
            return inode.entry(path, inode.is(Kind.LINK) ? Optional.of(folder.linkTarget(name)) : Optional.empty());
        });
    }

    /// Extended attributes by full name, values in base64; none where the file system has none. With access
    /// control lists (`system.posix_acl_access`) and, for root, what only root may see.
    public Map<String, String> xattrs(TreeEntry entry) throws IOException {
        Map<String, String> encoded = new TreeMap<>();
        at(entry.path(), Folder::xattrs).forEach((name, value) -> {
            if (belongsToFile(name)) {
                encoded.put(name, Base64.getEncoder().encodeToString(value));
            }
        });
        return encoded;
    }

    /// Labels and measurements of a security module and the notes of an overlay belong to the machine instead.
    static boolean belongsToFile(String xattr) {
        return xattr.startsWith("user.")
                || xattr.startsWith("system.posix_acl_")
                || xattr.equals("security.capability")
                || (xattr.startsWith("trusted.") && !xattr.startsWith("trusted.overlay."));
    }

    /// Goes down from the mounted directory one segment at a time, so that no link on the way is followed.
    private <T> T at(BytePath path, Folder.Look<T> look) throws IOException {
        Map.Entry<BytePath, Path> mount = mounts.floorEntry(path);
        while (mount != null && !path.startsWith(mount.getKey())) {
            mount = mounts.lowerEntry(mount.getKey());
        }
        if (mount == null) {
            throw new NoSuchFileException(path.toString());
        }
        try (Folder folder = opener.open(mount.getValue())) {
            return folder.below(path.below(mount.getKey()), look);
        } catch (NotDirectoryException e) {
            throw new NoSuchFileException(e.getFile(), null, "a directory on the way to it is gone");
        }
    }
}
