package org.holdfast.sync;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.names.BytePath;

/// A scan, collected.
class Scanned implements EntryVisitor {
    final List<TreeEntry> entries = new ArrayList<>();
    final List<Skip> skips = new ArrayList<>();
    final List<BytePath> excluded = new ArrayList<>();

    static Scanned of(SourceTree tree) throws IOException {
        Scanned scanned = new Scanned();
        tree.scan(scanned);
        return scanned;
    }

    @Override
    public void entry(TreeEntry entry) {
        entries.add(entry);
    }

    @Override
    public void skipped(Skip skip) {
        skips.add(skip);
    }

    @Override
    public void excluded(BytePath path) {
        excluded.add(path);
    }

    List<String> paths() {
        return entries.stream().map(TreeEntry::path).map(BytePath::toString).toList();
    }

    TreeEntry entry(String path) {
        return entries.stream()
                .filter(entry -> entry.path().equals(BytePath.parse(path)))
                .findFirst()
                .orElseThrow();
    }
}
