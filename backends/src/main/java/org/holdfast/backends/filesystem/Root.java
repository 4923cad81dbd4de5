package org.holdfast.backends.filesystem;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.holdfast.backends.PermanentStoreException;
import org.jspecify.annotations.Nullable;

/// The directory of a store, with its identity, so that an unmounted disk is not mistaken for an empty store.
/// Immutable.
final class Root {
    private final Path path;
    private final @Nullable Object identity;

    private Root(Path path, @Nullable Object identity) {
        this.path = path;
        this.identity = identity;
    }

    /// An existing directory.
    static Root existing(Path configured) throws IOException {
        try {
            Path real = configured.toRealPath();
            BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
            if (!attributes.isDirectory()) {
                throw new PermanentStoreException(
                        "not a directory: " + FileErrors.shown(real) + "; choose a directory for the store");
            }
            return new Root(real, attributes.fileKey());
        } catch (NoSuchFileException e) {
            throw missing(configured, e);
        } catch (IOException e) {
            throw FileErrors.translate("open", configured, e);
        }
    }

    /// Creates the directory itself where it is missing, but never its parent: a parent that is missing looks like a
    /// disk that is not mounted, and backups must not fill the disk below.
    static Root existingOrCreated(Path configured) throws IOException {
        try {
            Files.createDirectory(configured, Modes.directory(configured));
        } catch (NoSuchFileException e) {
            throw missing(Objects.requireNonNullElse(configured.toAbsolutePath().getParent(), configured), e);
        } catch (FileAlreadyExistsException _) {
            return existing(configured);
        } catch (IOException e) {
            if (Files.isDirectory(configured)) {
                return existing(configured);
            }
            throw FileErrors.translate("create", configured, e);
        }
        return existing(configured);
    }

    private static PermanentStoreException missing(Path path, NoSuchFileException cause) {
        return new PermanentStoreException(
                "directory " + FileErrors.shown(path) + " does not exist; create it or mount the disk", cause);
    }

    Path path() {
        return path;
    }

    /// To be asked whenever something is missing below.
    ///
    /// @throws PermanentStoreException if the directory is no longer the one that was opened
    void requireSame() throws IOException {
        try {
            Object now = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            if (Objects.equals(identity, now)) {
                return;
            }
        } catch (NoSuchFileException e) {
            throw gone(e);
        } catch (IOException e) {
            throw FileErrors.translate("look at", path, e);
        }
        throw gone(null);
    }

    private PermanentStoreException gone(@Nullable IOException cause) {
        String message = "directory " + FileErrors.shown(path)
                + " was there and is gone, or another one is in its place; is the disk still mounted?";
        return cause == null ? new PermanentStoreException(message) : new PermanentStoreException(message, cause);
    }
}
