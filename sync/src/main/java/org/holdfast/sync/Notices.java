package org.holdfast.sync;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.names.BytePath;

/// What could not be done exactly: each kind told once, however many entries it concerns. Thread-safe.
final class Notices {
    private record Told(long entries, BytePath first) {}

    private final Map<String, Told> kinds = new LinkedHashMap<>();

    synchronized void add(String kind, BytePath path) {
        kinds.merge(kind, new Told(1, path), (before, _) -> new Told(before.entries + 1, before.first));
    }

    synchronized List<String> lines() {
        return kinds.entrySet().stream()
                .map(kind -> kind.getKey() + ": " + entries(kind.getValue()))
                .toList();
    }

    private static String entries(Told told) {
        String first = told.first.isRoot() ? "the directory itself" : told.first.toString();
        return told.entries == 1 ? first : told.entries + " entries, the first is " + first;
    }
}
