package org.holdfast.sync;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.holdfast.names.BytePath;

/// The names in the directories of a target as they were before anything was moved into them. What is there by a name
/// that is not among them has it only to the file system, and may be another entry of the backup.
final class FormerNames {
    private final Folder target;
    private final Ancestors<List<BytePath>> open = new Ancestors<>((_, _) -> {});

    FormerNames(Folder target) {
        this.target = target;
    }

    /// @param path in path order, and in a directory that is there
    boolean have(BytePath path) throws IOException {
        BytePath directory = path.parent();
        open.leaveFor(path);
        if (open.isEmpty() || !open.directory().equals(directory)) {
            open.enter(directory, target.in(directory, Folder::names));
        }
        return Collections.binarySearch(open.known(), path.name()) >= 0;
    }
}
