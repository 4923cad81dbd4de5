package org.holdfast.sync;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.holdfast.names.BytePath;

/// Gives a restored entry everything but its content. Thread-safe.
///
/// The order matters: a change of owner clears setuid, setgid and capabilities; attributes need write permission,
/// which the mode may take away; the time comes last.
final class Metadata {
    private static final int SETUID = 04000;
    private static final int SETGID = 02000;

    private final Notices notices;

    Metadata(Notices notices) {
        this.notices = notices;
    }

    /// Makes `name` what `entry` says, extended attributes included.
    ///
    /// @param fresh whether it was just made, so that it has no attributes yet
    void apply(Folder folder, BytePath name, StoredEntry entry, boolean fresh) throws IOException {
        TreeEntry tree = entry.tree();
        int mode = owned(folder, name, tree);
        if (!fresh) {
            removeOtherXattrs(folder, name, entry);
        }
        for (Map.Entry<String, String> xattr : new TreeMap<>(entry.xattrs()).entrySet()) {
            setXattr(
                    folder,
                    name,
                    tree.path(),
                    xattr.getKey(),
                    Base64.getDecoder().decode(xattr.getValue()));
        }
        if (tree.kind() != Kind.LINK) {
            folder.setMode(name, mode);
        }
        folder.setModified(name, tree.modified());
    }

    /// As [#apply], but leaves extended attributes alone.
    void mend(Folder folder, BytePath name, TreeEntry tree) throws IOException {
        Inode now = folder.stat(name);
        int mode = owned(folder, name, tree);
        if (tree.kind() != Kind.LINK && folder.stat(name).mode() != mode) {
            folder.setMode(name, mode);
        }
        if (!now.modified().equals(tree.modified())) {
            folder.setModified(name, tree.modified());
        }
    }

    /// Sets the owner as far as allowed.
    ///
    /// @return the mode to set: rights to act as the owner are not given to another one
    private int owned(Folder folder, BytePath name, TreeEntry tree) throws IOException {
        Inode now = folder.stat(name);
        if (now.uid() != tree.uid() || now.gid() != tree.gid()) {
            boolean all = tryOwner(folder, name, tree.uid(), tree.gid());
            if (!all) {
                tryOwner(folder, name, -1, tree.gid());
                notices.add("owner not restored, which takes root", tree.path());
            }
            now = folder.stat(name);
        }
        int mode = tree.mode();
        if (tree.kind() != Kind.FILE) {
            return mode;
        }
        int lost = (now.uid() != tree.uid() ? SETUID : 0) | (now.gid() != tree.gid() ? SETGID : 0);
        if ((mode & lost) != 0) {
            notices.add("setuid or setgid not restored, since the owner was not", tree.path());
        }
        return mode & ~lost;
    }

    private static boolean tryOwner(Folder folder, BytePath name, int uid, int gid) throws IOException {
        try {
            folder.setOwner(name, uid, gid);
            return true;
        } catch (FileSystemException _) {
            // Not permitted, or beyond what this file system or user namespace has.
            return false;
        }
    }

    private void removeOtherXattrs(Folder folder, BytePath name, StoredEntry entry) throws IOException {
        Set<String> present;
        try (HeldFile file = folder.hold(name, entry.tree().kind())) {
            present = file.xattrs().keySet();
        }
        for (String attribute : present) {
            if (SourceFile.belongsToFile(attribute) && !entry.xattrs().containsKey(attribute)) {
                try {
                    folder.removeXattr(name, attribute);
                } catch (FileSystemException _) {
                    notices.add("extended attribute " + attribute + " not removed", entry.path());
                }
            }
        }
    }

    private void setXattr(Folder folder, BytePath name, BytePath path, String attribute, byte[] value)
            throws IOException {
        try {
            folder.setXattr(name, attribute, value);
        } catch (FileSystemException | UnsupportedOperationException _) {
            notices.add("extended attribute " + attribute + " not restored, refused by the file system", path);
        }
    }
}
