package org.holdfast.sync;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.names.BytePath;

/// A file of an [OpenTree], or whatever else has its name. It was found once and is held, so that all that is asked and
/// read of it is of one file where the system can do that, see [HeldFile]. For one thread at a time.
public final class SourceFile implements Closeable {
    private final BytePath path;
    private final HeldFile file;

    /// @param file closed with this
    SourceFile(BytePath path, HeldFile file) {
        this.path = path;
        this.file = file;
    }

    /// What it was when it was found.
    ///
    /// @throws IOException if it is something that no backup can hold
    public TreeEntry found() throws IOException {
        return entry(file.found());
    }

    /// What it is now. That another file took its name shows in the time of its last change, unless it was a directory
    /// on the way that was replaced.
    ///
    /// @throws NoSuchFileException if it is known to be gone
    /// @throws IOException if it is something that no backup can hold
    public TreeEntry stat() throws IOException {
        return entry(file.stat());
    }

    private TreeEntry entry(Inode inode) throws IOException {
        if (inode.kind().isEmpty()) {
            throw new FileSystemException(path.toString(), null, "is a " + inode.special());
        }
        return inode.entry(path, inode.is(Kind.LINK) ? Optional.of(file.linkTarget()) : Optional.empty());
    }

    /// The content of a regular file, which may be read when this is closed.
    ///
    /// @throws NoSuchFileException if it is gone, or no regular file
    public InputStream open() throws IOException {
        return file.read();
    }

    /// Extended attributes by full name, values in base64; none where the file system has none. With access control
    /// lists (`system.posix_acl_access`) and, for root, what only root may see.
    public Map<String, String> xattrs() throws IOException {
        Map<String, String> encoded = new TreeMap<>();
        file.xattrs().forEach((attribute, value) -> {
            if (belongsToFile(attribute)) {
                encoded.put(attribute, Base64.getEncoder().encodeToString(value));
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

    @Override
    public void close() throws IOException {
        file.close();
    }
}
