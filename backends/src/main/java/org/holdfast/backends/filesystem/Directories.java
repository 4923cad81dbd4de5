package org.holdfast.backends.filesystem;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.names.BytePath;
import org.holdfast.names.LocalNames;
import org.jspecify.annotations.Nullable;

/// The directories of a store: made when needed, removed when empty. Thread-safe, also against other processes that do
/// the same.
///
/// Directories once seen are remembered, since nearly every file shares its directory with others, and looking at each
/// ancestor of each file would cost more than writing it. What is remembered may have been removed meanwhile; whoever
/// meets a missing directory calls [#forget] and asks again. A symbolic link is never taken for a directory, so
/// nothing below the root leads out of it.
final class Directories {
    /// Callers go through a tree in order and hit recent directories. More of them would live long enough to be moved
    /// to the old part of the heap, and a run over a million files would fill that.
    private static final int MAX_KNOWN = 32;

    /// Each further try means that a directory was removed between making and using it. So many in a row are no
    /// coincidence.
    static final int MAX_TRIES = 100;

    private final Root root;
    private final Barrier barrier;
    private final Map<BytePath, Path> known = new ConcurrentHashMap<>();

    Directories(Root root, Barrier barrier) {
        this.root = root;
        this.barrier = barrier;
    }

    /// The directory, made with all its ancestors as far as they are missing.
    Path ensure(BytePath directory) throws IOException {
        if (directory.isRoot()) {
            return root.path();
        }
        Path remembered = known.get(directory);
        if (remembered != null) {
            return remembered;
        }
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            Path parent = ensure(directory.parent());
            Path path = LocalNames.resolve(parent, directory.name());
            if (isMade(directory, parent, path)) {
                remember(directory, path);
                return path;
            }
        }
        throw vanishing(directory);
    }

    private boolean isMade(BytePath directory, Path parent, Path path) throws IOException {
        try {
            Files.createDirectory(path, Modes.directory(path));
            barrier.changed(parent);
            return true;
        } catch (NoSuchFileException _) {
            root.requireSame();
            forget(directory.parent());
            return false;
        } catch (IOException e) {
            if (isDirectory(path)) {
                return true;
            }
            if (e instanceof FileAlreadyExistsException) {
                if (attributes(path) == null) {
                    return false;
                }
                throw new PermanentStoreException(
                        "not a directory: " + FileErrors.shown(path)
                                + "; a file store cannot hold an object and others below it",
                        e);
            }
            throw FileErrors.translate("create directory", path, e);
        }
    }

    /// The directory if it is there.
    Optional<Path> find(BytePath directory) throws IOException {
        if (directory.isRoot()) {
            return Optional.of(root.path());
        }
        Path remembered = known.get(directory);
        if (remembered != null) {
            return Optional.of(remembered);
        }
        Optional<Path> parent = find(directory.parent());
        if (parent.isEmpty()) {
            return parent;
        }
        Path path = LocalNames.resolve(parent.get(), directory.name());
        BasicFileAttributes there = attributes(path);
        if (there == null || !there.isDirectory()) {
            return Optional.empty();
        }
        remember(directory, path);
        return Optional.of(path);
    }

    /// Drops what is remembered of a directory and its ancestors.
    void forget(BytePath directory) {
        for (BytePath dir = directory; !dir.isRoot(); dir = dir.parent()) {
            known.remove(dir);
        }
    }

    /// Removes the directory and its ancestors below the root as far as they are empty. Best effort: an empty directory
    /// does no harm, so there is nothing to tell if it stays.
    void prune(BytePath directory) throws IOException {
        for (BytePath dir = directory; !dir.isRoot(); dir = dir.parent()) {
            if (!isRemoved(dir)) {
                return;
            }
        }
    }

    /// Removes the directory with all empty ones below it.
    ///
    /// @return whether nothing is left
    boolean removeIfNothingBut(BytePath directory) throws IOException {
        Path path = LocalNames.resolve(root.path(), directory);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                BasicFileAttributes there = attributes(entry);
                if (there != null && !there.isDirectory()) {
                    return false;
                }
                if (there != null && !removeIfNothingBut(directory.resolve(BytePath.of(LocalNames.nameOf(entry))))) {
                    return false;
                }
            }
        } catch (NoSuchFileException _) {
            return true;
        } catch (DirectoryIteratorException e) {
            throw FileErrors.translate("list", path, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw FileErrors.translate("list", path, e);
        }
        return isRemoved(directory);
    }

    /// Only rmdir(2) will do: `Files.delete` looks first and then removes a directory or a file, and if meanwhile
    /// somebody put an object in the place of the directory, it would remove that object.
    private boolean isRemoved(BytePath directory) throws IOException {
        known.remove(directory);
        Optional<Path> parent = find(directory.parent());
        if (parent.isEmpty()) {
            return true;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent.get())) {
            if (!(entries instanceof SecureDirectoryStream<Path> secure)) {
                return false;
            }
            secure.deleteDirectory(
                    LocalNames.resolve(parent.get(), directory.name()).getFileName());
            barrier.changed(parent.get());
            return true;
        } catch (NoSuchFileException _) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// What is at `path`, links not followed; null if nothing.
    static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException _) {
            return null;
        } catch (IOException e) {
            if (Errno.of(e).filter(Errno.ENOTDIR::equals).isPresent()) {
                return null;
            }
            throw FileErrors.translate("look at", path, e);
        }
    }

    /// Whether a directory is at `path`, links not followed; false also where that cannot be found out.
    static boolean isDirectory(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private void remember(BytePath directory, Path path) {
        if (known.size() >= MAX_KNOWN) {
            known.clear();
        }
        known.put(directory, path);
    }

    PermanentStoreException vanishing(BytePath directory) {
        return new PermanentStoreException("directory " + FileErrors.shown(LocalNames.resolve(root.path(), directory))
                + " is removed as soon as it is made; see who else works in the store");
    }
}
