package org.holdfast.format;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.holdfast.sync.FileIdentity;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.TreeEntry;

/// Remembers the first path of every file that has several, until all of them were seen: memory for such files only.
/// Not thread-safe.
final class HardlinkFirsts {
    private record Inode(long device, long number) {}

    private record First(StoredEntry entry, int linksLeft) {}

    private final Map<Inode, First> firsts = new HashMap<>();

    /// The entry of the path met first, if `entry` is a hard link to it.
    Optional<StoredEntry> firstOf(TreeEntry entry) {
        Inode inode = inode(entry.identity());
        First first = firsts.get(inode);
        if (first == null) {
            return Optional.empty();
        }
        if (first.linksLeft == 1) {
            firsts.remove(inode);
        } else {
            firsts.put(inode, new First(first.entry, first.linksLeft - 1));
        }
        return Optional.of(first.entry);
    }

    /// Remembers an entry that was stored with its content.
    void stored(StoredEntry entry) {
        FileIdentity identity = entry.tree().identity();
        if (identity.links() > 1) {
            firsts.put(inode(identity), new First(entry, identity.links() - 1));
        }
    }

    private static Inode inode(FileIdentity identity) {
        return new Inode(identity.device(), identity.inode());
    }
}
