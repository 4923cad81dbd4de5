package org.holdfast.sync;

import java.time.Instant;
import java.util.Optional;
import org.holdfast.names.BytePath;

/// What a file system says of a name.
///
/// @param typeAndMode as in `st_mode`
record Inode(int typeAndMode, long size, Instant modified, int uid, int gid, FileIdentity identity) {
    /// Empty for what no backup can hold, see [#special()].
    Optional<Kind> kind() {
        return switch (typeAndMode >> 12) {
            case 010 -> Optional.of(Kind.FILE);
            case 004 -> Optional.of(Kind.DIRECTORY);
            case 012 -> Optional.of(Kind.LINK);
            default -> Optional.empty();
        };
    }

    boolean is(Kind wanted) {
        return kind().equals(Optional.of(wanted));
    }

    /// In a word, what is neither file, directory nor link.
    String special() {
        return switch (typeAndMode >> 12) {
            case 001 -> "fifo";
            case 002 -> "character device";
            case 006 -> "block device";
            case 014 -> "socket";
            default -> "unknown type";
        };
    }

    int mode() {
        return typeAndMode & 07777;
    }

    /// @param linkTarget only for a link
    TreeEntry entry(BytePath path, Optional<String> linkTarget) {
        Kind kind = kind().orElseThrow();
        return new TreeEntry(
                path, kind, kind == Kind.FILE ? size : 0, modified, mode(), uid, gid, linkTarget, identity);
    }
}
