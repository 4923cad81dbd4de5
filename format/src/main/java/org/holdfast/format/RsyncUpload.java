package org.holdfast.format;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.PartialDeleteException;
import org.holdfast.backends.Tasks;
import org.holdfast.format.pipeline.TakeBehind;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Change;
import org.holdfast.sync.FinishVisitor;
import org.holdfast.sync.Kind;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.SyncIndex;
import org.holdfast.sync.SyncPlan;
import org.holdfast.sync.TreeEntry;
import org.holdfast.sync.TreeList;

/// One run over the working copy of an rsync backup. The plan is streamed, once a pass, so a tree of any size takes the
/// same memory: first what is in doubt, then removals, since they free names that uploads take, then uploads.
final class RsyncUpload {
    private static final int DELETE_BATCH = 1000;

    private final TreeList tree;
    private final ObjectStore here;
    private final SyncIndex index;
    private final Records records;
    private final SourceReader reader;
    private final Versions versions;
    private final Tally tally;

    RsyncUpload(TreeList tree, ObjectStore here, SyncIndex index, SourceReader reader, Versions versions, Tally tally) {
        this.tree = tree;
        this.here = here;
        this.index = index;
        this.records = new Records(here, index);
        this.reader = reader;
        this.versions = versions;
        this.tally = tally;
    }

    /// Collects the paths whose objects are about to change. Files that only look touched are read for it: one whose
    /// content is still what the store holds is left alone, and is found unchanged by the passes that follow.
    SyncPlan.Summary plan(PathSpool doubtful) throws IOException {
        try (Tasks tasks = Tasks.over(here)) {
            SyncPlan.Summary summary = SyncPlan.between(index, tree, change -> {
                switch (change) {
                    case Change.Upload _, Change.Remove _ -> doubtful.add(change.path());
                    case Change.Recheck(TreeEntry now, StoredEntry before) ->
                        tasks.submit(() -> recheck(now, before, doubtful));
                    case Change.Keep _ -> {}
                }
            });
            tasks.join();
            return summary;
        }
    }

    private void recheck(TreeEntry now, StoredEntry before, PathSpool doubtful) throws IOException {
        try {
            if (!reader.stillHolds(now, before)) {
                doubtful.add(now.path());
            }
        } catch (SourceReadException _) {
            // Whoever uploads it will fail the same way, and report it.
            doubtful.add(now.path());
        }
    }

    void remove() throws IOException {
        List<ObjectKey> batch = new ArrayList<>();
        SyncPlan.between(index, tree, change -> {
            if (change instanceof Change.Remove(BytePath path, var _)) {
                batch.add(new ObjectKey(path));
            }
            if (batch.size() == DELETE_BATCH) {
                delete(batch);
                batch.clear();
            }
        });
        delete(batch);
    }

    private void delete(List<ObjectKey> keys) throws IOException {
        if (keys.isEmpty()) {
            return;
        }
        try {
            here.delete(keys);
        } catch (PartialDeleteException e) {
            forget(keys, Set.copyOf(e.survivors()));
            throw e;
        }
        forget(keys, Set.of());
    }

    private void forget(List<ObjectKey> keys, Set<ObjectKey> survivors) throws IOException {
        for (ObjectKey key : keys) {
            if (!survivors.contains(key)) {
                records.removed(key.path());
                tally.removed(1);
            }
        }
    }

    void send() throws IOException {
        try (Tasks tasks = Tasks.over(here)) {
            SyncPlan.between(index, tree, change -> {
                if (change instanceof Change.Upload(TreeEntry now, var _)) {
                    tasks.submit(() -> upload(now));
                }
            });
            tasks.join();
        }
        records.barrier();
    }

    private void upload(TreeEntry entry) throws IOException {
        try {
            StoredEntry stored = put(entry);
            records.stored(stored);
            if (stored.unstable()) {
                tally.unstable(entry.path());
            }
            tally.uploaded(entry.path(), stored.tree().size());
        } catch (SourceReadException e) {
            leaveOut(entry, e);
        }
    }

    /// A file that changes while it is read, or cannot be, is looked for and read once more: another may have its name.
    /// What the second reading gave is kept, and marked.
    private StoredEntry put(TreeEntry entry) throws IOException {
        try {
            return attempt(entry, versions, false);
        } catch (UploadSource.ChangedException | SourceReadException _) {
            return attempt(entry, Versions.NONE, true);
        }
    }

    /// @param evenUnstable whether to keep what was read of a file that changed meanwhile
    private StoredEntry attempt(TreeEntry entry, Versions named, boolean evenUnstable) throws IOException {
        try (SourceReader.Held file = reader.hold(entry)) {
            TreeEntry before = file.found();
            UploadSource source = new UploadSource(file, before, named);
            Optional<String> tag = here.put(new ObjectKey(entry.path()), source);
            SourceReader.Content read = source.content();
            boolean stable = read.size() == before.size() && file.isStill(before);
            if (!stable && !evenUnstable) {
                throw new UploadSource.ChangedException(entry);
            }
            TreeEntry as = before.withSize(read.size());
            return new StoredEntry(as, Optional.of(read.sha256()), file.xattrs(), Optional.empty(), !stable, tag);
        }
    }

    /// What cannot be read is not in the backup, so an older content of it must not be there either.
    private void leaveOut(TreeEntry entry, SourceReadException e) throws IOException {
        tally.skipped(e.skip());
        here.delete(List.of(new ObjectKey(entry.path())));
        records.removed(entry.path());
    }

    /// Writes the index anew, and the manifest from it: it names exactly what the index knows to be stored.
    void finish(ManifestWriter manifest) throws IOException {
        try (TakeBehind<StoredEntry> behind = new TakeBehind<>(entry -> manifest.entry(described(entry)))) {
            index.finish(tree, new FinishVisitor() {
                @Override
                public void entry(StoredEntry entry) throws IOException {
                    if (entry.tree().kind() == Kind.FILE) {
                        tally.kept(entry.tree().size());
                    }
                    behind.add(entry);
                }

                @Override
                public void unsettled(BytePath path) {
                    // A file that was left out has been reported when that happened.
                }
            });
            behind.flush();
        }
    }

    /// With what the index does not keep. On the thread that writes the manifest, which also hears what cannot be read.
    private StoredEntry described(StoredEntry entry) throws IOException {
        if (entry.tree().kind() == Kind.FILE) {
            return entry;
        }
        return new StoredEntry(entry.tree(), Optional.empty(), reader.xattrs(entry.tree()), Optional.empty(), false);
    }
}
