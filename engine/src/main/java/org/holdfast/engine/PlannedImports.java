package org.holdfast.engine;

import java.nio.file.FileStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Imports that will be made one after the other, as those of a server's apps: where they go, and what they take.
/// Confined to one thread.
public final class PlannedImports {
    private final List<Path> places = new ArrayList<>();
    private final Map<FileStore, Long> bytes = new HashMap<>();

    /// Whether one of them goes there, or above or below.
    boolean goTo(Path place) {
        return places.stream().anyMatch(other -> other.startsWith(place) || place.startsWith(other));
    }

    /// What they leave free on a disk, in bytes.
    long leave(FileStore disk, long free) {
        return Math.max(0, free - bytes.getOrDefault(disk, 0L));
    }

    void add(List<Path> where, Map<FileStore, Long> needed) {
        places.addAll(where);
        needed.forEach((disk, size) -> bytes.merge(disk, size, Long::sum));
    }
}
