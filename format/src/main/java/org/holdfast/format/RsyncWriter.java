package org.holdfast.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.Tasks;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Change;
import org.holdfast.sync.Cursor;
import org.holdfast.sync.Skip;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.SyncIndex;
import org.holdfast.sync.SyncPlan;
import org.holdfast.sync.TreeEntry;
import org.holdfast.sync.TreeList;

/// One object a file. The working copy is brought up to date with as few uploads as an index of what it holds
/// allows.
///
/// An index is believed only if its generation is the one the store names, see [WorkingCopy], and only as far
/// as a listing of the store bears it out; otherwise it is rebuilt from the manifest of the backup that the
/// working copy is equal to, and failing that everything is uploaded again.
public final class RsyncWriter implements BackupWriter {
    private static final String METADATA = "fsmetadata.json";
    private static final int REMOVE_BATCH = 1000;

    private final SyncIndex index;
    private final WorkingCopy workingCopy;
    private final String generation;
    private final Path scratch;

    /// @param index of this app on this store, open
    /// @param generation a name for this run that no other run has
    /// @param scratch an empty private directory
    public RsyncWriter(SyncIndex index, WorkingCopy workingCopy, String generation, Path scratch) {
        this.index = index;
        this.workingCopy = workingCopy;
        this.generation = generation;
        this.scratch = scratch;
    }

    @Override
    public WriteSummary write(SourceScan scan, ObjectStore here, ManifestWriter manifest, Progress progress)
            throws IOException {
        Known known = lookAt(scan, here, index);
        FrozenSource frozen = known.source();
        IndexTrust.Outcome trust = known.trust();
        trust.notices().forEach(notice -> progress.on(new Event.Noticed(notice)));

        Tally tally = new Tally(manifest, progress);
        tally.repaired(trust.repaired());
        for (Skip skip : frozen.skips()) {
            tally.skipped(skip);
        }
        SourceReader reader = new SourceReader(frozen, tally::skipped, progress);
        RsyncUpload upload = new RsyncUpload(frozen.tree(), here, index, reader, new FileVersions(scratch), tally);
        SyncPlan.Summary plan;
        try (PathSpool doubtful = new PathSpool(scratch.resolve("doubtful"))) {
            plan = upload.plan(doubtful);
            workingCopy.requireRoom(plan.uploadBytes(), plan.bytes());
            index.begin(generation, doubtful.paths());
            workingCopy.changing(generation);
        }
        progress.on(new Event.Started(Event.Phase.UPLOAD, plan.uploads(), plan.uploadBytes()));
        removeNameless(trust.nameless(), workingCopy::remove);
        // Nothing to do costs no pass over the plan.
        if (plan.removes() > 0) {
            upload.remove();
        }
        if (!plan.hasNothingToDo()) {
            // Also has what was removed last.
            upload.send();
        }
        upload.finish(manifest);
        return tally.summary();
    }

    @Override
    public void preview(SourceScan scan, ObjectStore here, Preview preview) throws IOException {
        try (SyncIndex assumed = SyncIndex.open(scratch.resolve("assumed"))) {
            Known known = lookAt(scan, here, assumed);
            FrozenSource frozen = known.source();
            IndexTrust.Outcome trust = known.trust();
            for (Skip skip : frozen.skips()) {
                preview.skipped(skip);
            }
            for (String notice : trust.notices()) {
                preview.noticed(notice);
            }
            removeNameless(trust.nameless(), keys -> {
                for (ObjectKey key : keys) {
                    preview.remove(key.path());
                }
            });
            plan(trust.index(), frozen.tree(), new SourceReader(frozen, _ -> {}, Progress.NONE), preview);
            frozen.tellExcluded(preview);
        }
    }

    /// Both sides of what is to be compared.
    private record Known(FrozenSource source, IndexTrust.Outcome trust) {}

    /// Looks at both sides at the same time: here at the source, and meanwhile at the store.
    private Known lookAt(SourceScan scan, ObjectStore here, SyncIndex repaired) throws IOException {
        try (IndexTrust store = new IndexTrust(index, workingCopy, here, scratch);
                Tasks meanwhile = new Tasks(1)) {
            meanwhile.submit(store::look);
            FrozenSource source = described(scan.frozen(), here);
            meanwhile.join();
            return new Known(source, store.establish(generation, repaired));
        }
    }

    private static void plan(SyncIndex index, TreeList tree, SourceReader reader, Preview preview) throws IOException {
        SyncPlan.between(index, tree, change -> {
            switch (change) {
                case Change.Keep(TreeEntry now, Optional<StoredEntry> before) -> {
                    if (before.isPresent()) {
                        preview.keep(now.path(), now.size());
                    }
                }
                case Change.Upload(TreeEntry now, var _) -> preview.upload(now.path(), now.size());
                case Change.Recheck(TreeEntry now, StoredEntry before) -> recheck(now, before, reader, preview);
                case Change.Remove(var path, var _) -> preview.remove(path);
            }
        });
    }

    private static void recheck(TreeEntry now, StoredEntry before, SourceReader reader, Preview preview)
            throws IOException {
        try {
            if (reader.stillHolds(now, before)) {
                preview.keep(now.path(), now.size());
                return;
            }
            preview.upload(now.path(), now.size());
        } catch (SourceReadException e) {
            preview.skipped(e.skip());
        }
    }

    /// Writes again what [#write] uploaded.
    public Originals originals(FrozenSource source) throws IOException {
        GeneratedFile metadata = GeneratedFile.of(FsMetadata.NAME, scratch.resolve(METADATA));
        return new Originals(new SourceReader(source.serving(metadata), _ -> {}, Progress.NONE));
    }

    @FunctionalInterface
    private interface Removal {
        void remove(List<ObjectKey> stored) throws IOException;
    }

    private static void removeNameless(PathSpool nameless, Removal removal) throws IOException {
        List<ObjectKey> batch = new ArrayList<>();
        try (Cursor<BytePath> keys = nameless.paths()) {
            for (BytePath key = keys.next(); key != null; key = keys.next()) {
                batch.add(new ObjectKey(key));
                if (batch.size() == REMOVE_BATCH) {
                    removal.remove(List.copyOf(batch));
                    batch.clear();
                }
            }
        }
        if (!batch.isEmpty()) {
            removal.remove(List.copyOf(batch));
        }
    }

    /// With the file that describes it, if its names fit into the store.
    private FrozenSource described(FrozenSource source, ObjectStore here) throws IOException {
        new NameLimits(here.capabilities()).check(source.tree());
        return source.with(FsMetadata.write(source.tree(), scratch.resolve(METADATA)));
    }
}
