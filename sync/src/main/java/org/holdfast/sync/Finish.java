package org.holdfast.sync;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.holdfast.names.BytePath;
import org.jspecify.annotations.Nullable;

/// The merge at the end of a run, of what the tree is and what the mirror holds.
final class Finish {
    private final Cursor<TreeEntry> tree;
    private final Cursor<Beliefs.Belief> beliefs;
    private final SortedFile.Writer<IndexEntry> index;
    private final FinishVisitor visitor;
    private final HardLinks hardLinks = new HardLinks();

    Finish(
            Cursor<TreeEntry> tree,
            Cursor<Beliefs.Belief> beliefs,
            SortedFile.Writer<IndexEntry> index,
            FinishVisitor visitor) {
        this.tree = tree;
        this.beliefs = beliefs;
        this.index = index;
        this.visitor = visitor;
    }

    void run() throws IOException {
        TreeEntry now = tree.next();
        Beliefs.Belief belief = beliefs.next();
        while (now != null || belief != null) {
            int order = order(now, belief);
            settle(order <= 0 ? now : null, order >= 0 ? belief : null);
            now = order <= 0 ? tree.next() : now;
            belief = order >= 0 ? beliefs.next() : belief;
        }
    }

    private static int order(@Nullable TreeEntry now, Beliefs.@Nullable Belief belief) {
        if (now == null || belief == null) {
            return now == null ? 1 : -1;
        }
        return now.path().compareTo(belief.entry().path());
    }

    private void settle(@Nullable TreeEntry now, Beliefs.@Nullable Belief belief) throws IOException {
        if (now != null && now.kind() != Kind.FILE) {
            visitor.entry(new StoredEntry(now, Optional.empty(), Map.of(), Optional.empty(), false));
        }
        boolean file = now != null && now.kind() == Kind.FILE;
        if (belief == null) {
            if (now != null && file) {
                visitor.unsettled(now.path());
            }
            return;
        }
        Optional<StoredEntry> content = now != null && file ? content(now, belief) : Optional.empty();
        if (content.isPresent()) {
            StoredEntry entry = linked(content.get());
            visitor.entry(entry);
            index.add(new IndexEntry(entry.path(), Optional.of(entry)));
            return;
        }
        visitor.unsettled(belief.entry().path());
        index.add(new IndexEntry(belief.entry().path(), Optional.empty()));
    }

    /// Empty if the mirror is not known to hold this file.
    private static Optional<StoredEntry> content(TreeEntry now, Beliefs.Belief belief) {
        Optional<StoredEntry> known = belief.entry().known();
        if (belief.recorded() || known.isEmpty()) {
            return known;
        }
        StoredEntry before = known.get();
        return SyncPlan.looksUnchanged(before.tree(), now) ? Optional.of(before.withTree(now)) : Optional.empty();
    }

    private StoredEntry linked(StoredEntry entry) {
        Optional<BytePath> earlier =
                entry.unstable() ? Optional.empty() : hardLinks.earlier(entry.tree(), entry.sha256());
        return entry.withHardlinkTo(earlier);
    }
}
