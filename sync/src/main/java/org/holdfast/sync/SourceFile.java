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

/// A file of a [SourceTree], or whatever else has its name. Its directory was found once and stays open, so that it is
/// asked for in the same one each time, whatever becomes of the names above. For one thread at a time.
public final class SourceFile implements Closeable {
    private final BytePath path;
    private final Folder folder;
    private final BytePath name;

    /// @param folder closed with this
    /// @param name in the folder; [BytePath#ROOT] for the folder itself
    SourceFile(BytePath path, Folder folder, BytePath name) {
        this.path = path;
        this.folder = folder;
        this.name = name;
    }

    /// What is there now.
    ///
    /// @throws NoSuchFileException if there is nothing
    /// @throws IOException if it is something that no backup can hold
    public TreeEntry stat() throws IOException {
        Inode inode = folder.stat(name);
        if (inode.kind().isEmpty()) {
            throw new FileSystemException(path.toString(), null, "is a " + inode.special());
        }
        return inode.entry(path, inode.is(Kind.LINK) ? Optional.of(folder.linkTarget(name)) : Optional.empty());
    }

    /// The content of a regular file, which may be read when this is closed.
    ///
    /// @throws NoSuchFileException if it is gone, or no regular file any more
    public InputStream open() throws IOException {
        return folder.read(name);
    }

    /// Extended attributes by full name, values in base64; none where the file system has none. With access control
    /// lists (`system.posix_acl_access`) and, for root, what only root may see.
    public Map<String, String> xattrs() throws IOException {
        Map<String, String> encoded = new TreeMap<>();
        folder.xattrs(name).forEach((attribute, value) -> {
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
        folder.close();
    }
}
