package org.holdfast.server.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.view.Members;
import org.holdfast.format.Manifest;
import org.holdfast.names.BytePath;
import org.holdfast.sync.StoredEntry;

/// What lies directly in one directory of a backup, or a part of that. Confined to one thread.
final class DirectoryPage implements Manifest.Visitor {
    private final BytePath directory;
    private final Optional<BytePath> after;
    private final int limit;
    private final List<Map<String, Object>> entries = new ArrayList<>();
    private Optional<BytePath> last = Optional.empty();
    private boolean more;

    /// @param after the last one of the part before
    DirectoryPage(BytePath directory, Optional<BytePath> after, int limit) {
        this.directory = directory;
        this.after = after;
        this.limit = limit;
    }

    @Override
    public void entry(StoredEntry entry) {
        BytePath path = entry.path();
        if (!path.startsWith(directory) || path.equals(directory)) {
            return;
        }
        int depth = directory.depth() + 1;
        if (path.depth() > depth) {
            implied(ancestor(path, depth));
        } else if (isWanted(path)) {
            add(path, Members.of(entry));
        }
    }

    private static BytePath ancestor(BytePath path, int depth) {
        BytePath ancestor = path;
        while (ancestor.depth() > depth) {
            ancestor = ancestor.parent();
        }
        return ancestor;
    }

    /// Other software keeps no entries of directories that are not empty.
    private void implied(BytePath path) {
        if (isWanted(path)) {
            Map<String, Object> members = new LinkedHashMap<>();
            Members.putPath(members, path);
            members.put("kind", "directory");
            add(path, members);
        }
    }

    /// Entries come in the order of paths, so what lies in a directory comes right after it.
    private boolean isWanted(BytePath path) {
        return !last.equals(Optional.of(path))
                && after.filter(before -> before.compareTo(path) >= 0).isEmpty();
    }

    private void add(BytePath path, Map<String, Object> members) {
        if (entries.size() == limit) {
            more = true;
            return;
        }
        last = Optional.of(path);
        entries.add(members);
    }

    Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("entries", entries);
        members.put("more", more);
        return members;
    }
}
