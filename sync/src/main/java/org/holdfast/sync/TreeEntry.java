package org.holdfast.sync;

import java.time.Instant;
import java.util.Optional;
import org.holdfast.names.BytePath;

/// One entry of a tree as its file system shows it.
///
/// @param size bytes of a file, 0 for anything else
/// @param modified modification time (mtime), to the nanosecond
/// @param mode permission bits with setuid, setgid and sticky, at most 07777
/// @param linkTarget what a symbolic link points to, as lossless text ([org.holdfast.names.ByteText]); only for links
public record TreeEntry(
        BytePath path,
        Kind kind,
        long size,
        Instant modified,
        int mode,
        int uid,
        int gid,
        Optional<String> linkTarget,
        FileIdentity identity) {
    public TreeEntry {
        if (size < 0 || (mode & ~07777) != 0) {
            throw new IllegalArgumentException("size or mode out of range: " + path);
        }
        if (linkTarget.isPresent() != (kind == Kind.LINK)) {
            throw new IllegalArgumentException("a link has a target and nothing else has: " + path);
        }
    }

    public TreeEntry withPath(BytePath other) {
        return new TreeEntry(other, kind, size, modified, mode, uid, gid, linkTarget, identity);
    }

    public TreeEntry withMode(int other) {
        return new TreeEntry(path, kind, size, modified, other, uid, gid, linkTarget, identity);
    }

    public TreeEntry withSize(long other) {
        return new TreeEntry(path, kind, other, modified, mode, uid, gid, linkTarget, identity);
    }
}
