package org.holdfast.backends.filesystem;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The system errors that mean something to us, recognised in the JDK's exceptions.
///
/// The JDK hands out no number, only the system's text for it, which comes in the language of the locale. So the system
/// is asked for its texts, where it can be; the English ones of glibc are known besides.
enum Errno {
    EPERM(1, "Operation not permitted"),
    EIO(5, "Input/output error"),
    EAGAIN(11, "Resource temporarily unavailable"),
    EACCES(13, "Permission denied"),
    EXDEV(18, "Invalid cross-device link"),
    ENOTDIR(20, "Not a directory"),
    ENFILE(23, "Too many open files in system"),
    EMFILE(24, "Too many open files"),
    EFBIG(27, "File too large"),
    ENOSPC(28, "No space left on device"),
    EROFS(30, "Read-only file system"),
    EMLINK(31, "Too many links"),
    ENAMETOOLONG(36, "File name too long"),
    ENOSYS(38, "Function not implemented"),
    EOPNOTSUPP(95, "Operation not supported"),
    ETIMEDOUT(110, "Connection timed out"),
    EHOSTDOWN(112, "Host is down"),
    EHOSTUNREACH(113, "No route to host"),
    ESTALE(116, "Stale file handle"),
    EREMOTEIO(121, "Remote I/O error"),
    EDQUOT(122, "Disk quota exceeded");

    private final int number;
    private final String english;

    /// @param number Linux's, the same on all architectures that a current JDK runs on
    Errno(int number, String english) {
        this.number = number;
        this.english = english;
    }

    int number() {
        return number;
    }

    /// Which error an exception of `java.nio.file` or `java.nio.channels` stands for, if it is one of these.
    static Optional<Errno> of(IOException e) {
        @Nullable String text = e instanceof FileSystemException named ? named.getReason() : e.getMessage();
        return text == null ? Optional.empty() : Optional.ofNullable(Texts.KNOWN.get(text));
    }

    /// Filled at the first error, since asking the system is not free.
    private static final class Texts {
        private static final Map<String, Errno> KNOWN = known();

        private static Map<String, Errno> known() {
            Map<String, Errno> texts = new HashMap<>();
            Optional<Libc> libc = Libc.load();
            for (Errno errno : values()) {
                texts.put(errno.english, errno);
                libc.ifPresent(c -> texts.put(c.errorText(errno.number()), errno));
            }
            return Map.copyOf(texts);
        }
    }
}
