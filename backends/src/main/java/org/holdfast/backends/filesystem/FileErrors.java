package org.holdfast.backends.filesystem;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.TransientStoreException;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// The only place where errors of the file system become [StoreException]s. Stateless.
final class FileErrors {
    private FileErrors() {}

    /// What to throw for `e`. Interruptions and what was translated before stay as they are.
    ///
    /// @param doing what failed, to follow "could not", such as "write"
    static IOException translate(String doing, Path path, IOException e) {
        return switch (e) {
            case StoreException translated -> translated;
            case ClosedByInterruptException interrupted -> interrupted;
            case java.io.InterruptedIOException interrupted -> interrupted;
            case NoSuchFileException _ -> new ObjectNotFoundException("no object " + shown(path), e);
            case java.nio.file.AccessDeniedException _ -> denied(doing, path, e);
            case AtomicMoveNotSupportedException _ -> otherFileSystem(doing, path, e);
            case NotDirectoryException _ -> notADirectory(doing, path, e);
            case FileSystemLoopException _ ->
                permanent("too many symbolic links", doing, path, "look for a link that leads to itself", e);
            default -> byNumber(doing, path, e);
        };
    }

    private static StoreException byNumber(String doing, Path path, IOException e) {
        Optional<Errno> errno = Errno.of(e);
        if (errno.isEmpty()) {
            return new PermanentStoreException("could not " + doing + " " + shown(path) + ": " + reason(e), e);
        }
        return switch (errno.get()) {
            case EPERM, EACCES -> denied(doing, path, e);
            case ENOSPC -> permanent("disk full", doing, path, "free space there, or remove old backups", e);
            case EDQUOT ->
                permanent("disk quota exceeded", doing, path, "remove old backups, or have the quota raised", e);
            case EFBIG -> permanent("file too large for the file system or its limits", doing, path, "use another", e);
            case EROFS ->
                permanent("read-only file system", doing, path, "mount it for writing; check the disk's health", e);
            case ENAMETOOLONG ->
                permanent("name too long", doing, path, "shorten the name, or do not encrypt file names", e);
            case EIO -> permanent("the disk failed", doing, path, "check its cable, its health and the system log", e);
            case ENOTDIR -> notADirectory(doing, path, e);
            case EXDEV -> otherFileSystem(doing, path, e);
            // Of files never: a copy beyond the limit of hard links is made byte by byte.
            case EMLINK -> permanent("too many directories in one", doing, path, "use another file system", e);
            case ENOSYS, EOPNOTSUPP ->
                permanent("the file system cannot do this", doing, path, "use another file system", e);
            case EAGAIN, ENFILE, EMFILE, ETIMEDOUT, EHOSTDOWN, EHOSTUNREACH, ESTALE, EREMOTEIO ->
                new TransientStoreException(reason(e) + ": could not " + doing + " " + shown(path), e);
        };
    }

    private static StoreException denied(String doing, Path path, IOException e) {
        return new AccessDeniedException(
                "permission denied: could not " + doing + " " + shown(path)
                        + "; run as the owner of the store, or grant this user access",
                e);
    }

    private static StoreException otherFileSystem(String doing, Path path, IOException e) {
        return permanent(
                "a store cannot span several file systems",
                doing,
                path,
                "unmount what is mounted inside the store, or make it a store of its own",
                e);
    }

    private static StoreException notADirectory(String doing, Path path, IOException e) {
        return permanent("not a directory", doing, path, "remove what is in its place", e);
    }

    private static StoreException permanent(String problem, String doing, Path path, String cure, IOException e) {
        return new PermanentStoreException(problem + ": could not " + doing + " " + shown(path) + "; " + cure, e);
    }

    private static String reason(IOException e) {
        String message = e instanceof java.nio.file.FileSystemException named ? named.getReason() : e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    /// A path for messages, readable under any locale.
    static String shown(Path path) {
        return ByteText.printable(LocalNames.bytesOf(path));
    }
}
