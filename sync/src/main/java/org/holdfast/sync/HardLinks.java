package org.holdfast.sync;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.holdfast.names.BytePath;

/// Finds files that are other names of one seen earlier in the same walk. Memory is that of the files with several
/// names of which not all were seen yet. For one thread.
public final class HardLinks {
    /// With the change time in the identity, a file that changed in the middle of the walk is another one.
    private record Key(FileIdentity identity, Optional<String> sha256) {}

    private record First(BytePath path, int left) {}

    private final Map<Key, First> waiting = new HashMap<>();

    /// The first path that was asked for with the same file, empty if this is the first or the entry is no file.
    ///
    /// @param sha256 of the content where it is known, so that files of different content are never taken for one
    public Optional<BytePath> earlier(TreeEntry entry, Optional<String> sha256) {
        FileIdentity identity = entry.identity();
        if (entry.kind() != Kind.FILE || identity.links() < 2) {
            return Optional.empty();
        }
        Key key = new Key(identity, sha256);
        First first = waiting.get(key);
        if (first == null) {
            waiting.put(key, new First(entry.path(), identity.links() - 1));
            return Optional.empty();
        }
        if (first.left == 1) {
            waiting.remove(key);
        } else {
            waiting.put(key, new First(first.path, first.left - 1));
        }
        return Optional.of(first.path);
    }
}
