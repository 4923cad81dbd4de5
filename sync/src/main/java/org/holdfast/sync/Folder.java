package org.holdfast.sync;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.holdfast.names.BytePath;
import org.holdfast.names.LocalNames;

/// An open directory. Every name is one segment, or [BytePath#ROOT] for the directory itself where that makes
/// sense; a link is never followed. Thread-safe, but for [#close()].
///
/// Failures are the exceptions of `java.nio.file`, `NoSuchFileException` and `AccessDeniedException` among
/// them.
interface Folder extends Closeable {
    /// How to open a directory by a path in which links are followed.
    @FunctionalInterface
    interface Opener {
        Folder open(Path directory) throws IOException;
    }

    /// What to do where a path leads to.
    ///
    /// @param <T> what comes of it
    @FunctionalInterface
    interface Look<T> {
        T at(Folder folder, BytePath name) throws IOException;
    }

    /// Goes down to the directory that holds the last segment of `path`, which stays open during `look`.
    default <T> T below(BytePath path, Look<T> look) throws IOException {
        if (path.isRoot() || path.parent().isRoot()) {
            return look.at(this, path);
        }
        try (Folder folder = descend(path.parent())) {
            return look.at(folder, path.name());
        }
    }

    /// What to do in a directory.
    ///
    /// @param <T> what comes of it
    @FunctionalInterface
    interface Work<T> {
        T in(Folder folder) throws IOException;
    }

    /// Goes down into `directory`, which stays open during `work`; [BytePath#ROOT] is this one.
    default <T> T in(BytePath directory, Work<T> work) throws IOException {
        if (directory.isRoot()) {
            return work.in(this);
        }
        try (Folder folder = descend(directory)) {
            return work.in(folder);
        }
    }

    /// Opens a directory at any depth in this one; a link on the way is no directory.
    default Folder descend(BytePath directory) throws IOException {
        List<BytePath> segments = directory.segments();
        Folder here = folder(segments.getFirst());
        for (BytePath segment : segments.subList(1, segments.size())) {
            try (Folder above = here) {
                here = above.folder(segment);
            }
        }
        return here;
    }

    /// The exact way where the system has it, else the portable one.
    static Folder open(Path directory) throws IOException {
        if (Libc.loaded().isPresent() && directory.getFileSystem().equals(FileSystems.getDefault())) {
            return LinuxFolder.open(Libc.loaded().get(), directory);
        }
        return PortableFolder.open(directory);
    }

    /// Sorted.
    List<BytePath> names() throws IOException;

    /// What the directory itself is.
    Inode self() throws IOException;

    Inode stat(BytePath name) throws IOException;

    /// Lossless text, see [org.holdfast.names.ByteText].
    String linkTarget(BytePath name) throws IOException;

    /// Opens a directory in this one.
    ///
    /// @throws java.nio.file.NotDirectoryException for anything else, a link to a directory included
    Folder folder(BytePath name) throws IOException;

    /// Finds what is at `path`, at any depth; a link on the way is no directory.
    ///
    /// @param likely what it was when it was looked at, which saves calls if it still is. If it was a file, what
    ///     took its place may be opened for a moment, but is not waited for
    HeldFile hold(BytePath path, Kind likely) throws IOException;

    void makeLink(BytePath name, String target) throws IOException;

    void setModified(BytePath name, Instant modified) throws IOException;

    /// Sets one extended attribute.
    ///
    /// @throws UnsupportedOperationException where the file system has no such attributes
    void setXattr(BytePath name, String attribute, byte[] value) throws IOException;

    void removeXattr(BytePath name, String attribute) throws IOException;

    /// Sets permission bits, setuid, setgid and sticky; does nothing to a link, which has none.
    void setMode(BytePath name, int mode) throws IOException;

    /// Writes out everything of the file system, where that is possible.
    void sync() throws IOException;

    /// Makes a directory; `attributes` as those of `Files.createDirectory`.
    default void makeFolder(BytePath name, FileAttribute<?>... attributes) throws IOException {
        naming(name, () -> Files.createDirectory(path(name), attributes));
    }

    /// A new empty file, for its owner only.
    default FileChannel create(BytePath name) throws IOException {
        return naming(
                name,
                () -> FileChannel.open(
                        path(name),
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        StateFiles.PRIVATE_FILE));
    }

    /// Makes `name` another name of the file or link `existing` in `other`.
    default void makeHardLink(BytePath name, Folder other, BytePath existing) throws IOException {
        naming(name, () -> Files.createLink(path(name), other.path(existing)));
    }

    /// Moves `name` to the same name in `other`, replacing a file or link there in one step.
    default void moveTo(BytePath name, Folder other) throws IOException {
        other.naming(
                name,
                () -> Files.move(
                        path(name),
                        other.path(name),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING));
    }

    /// Removes a file, a link or an empty directory.
    default void delete(BytePath name) throws IOException {
        naming(name, () -> {
            Files.delete(path(name));
            return name;
        });
    }

    /// Sets user and group of anything, a link included; a negative one stays as it is.
    default void setOwner(BytePath name, int uid, int gid) throws IOException {
        naming(name, () -> {
            Files.setAttribute(path(name), "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
            return Files.setAttribute(path(name), "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
        });
    }

    /// A call of Java's own API.
    ///
    /// @param <T> what it returns
    @FunctionalInterface
    interface Call<T> {
        T run() throws IOException;
    }

    /// Runs `call`; a failure names what people know by [#shown(BytePath)] and not by [#path()].
    default <T> T naming(BytePath name, Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (FileSystemException e) {
            throw renamed(e, shown(name));
        }
    }

    private static FileSystemException renamed(FileSystemException e, String shown) {
        return switch (e) {
            case NoSuchFileException _ -> new NoSuchFileException(shown);
            case AccessDeniedException _ -> new AccessDeniedException(shown);
            case FileAlreadyExistsException _ -> new FileAlreadyExistsException(shown);
            case DirectoryNotEmptyException _ -> new DirectoryNotEmptyException(shown);
            case FileSystemException other -> new FileSystemException(shown, null, other.getReason());
        };
    }

    /// The name for people.
    String shown(BytePath name);

    /// For the calls of `java.nio.file`, as long as this is open. It may be no name that people know.
    Path path();

    /// As [#path()], for `name`.
    default Path path(BytePath name) {
        return LocalNames.resolve(path(), name);
    }
}
