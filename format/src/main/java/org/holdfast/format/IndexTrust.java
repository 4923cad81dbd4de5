package org.holdfast.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.Overhead;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Cursor;
import org.holdfast.sync.Kind;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.SyncIndex;
import org.jspecify.annotations.Nullable;

/// Decides whether the local index may be believed, and makes it anew from the store where it may not.
final class IndexTrust {
    private final SyncIndex index;
    private final WorkingCopy workingCopy;
    private final ObjectStore here;
    private final Path scratch;
    private final Progress progress;

    IndexTrust(SyncIndex index, WorkingCopy workingCopy, ObjectStore here, Path scratch, Progress progress) {
        this.index = index;
        this.workingCopy = workingCopy;
        this.here = here;
        this.scratch = scratch;
        this.progress = progress;
    }

    /// @param fresh the generation of an index for a working copy that names none
    void establish(String fresh) throws IOException {
        Optional<String> marked = workingCopy.generation();
        Optional<String> distrust = distrust(marked);
        if (distrust.isEmpty()) {
            if (index.status() instanceof SyncIndex.Status.Good(String _, boolean interrupted) && interrupted) {
                // What the interrupted run recorded since its last barrier counts from now on for good.
                here.flush();
            }
            return;
        }
        if (!distrust.get().isEmpty()) {
            progress.on(new Event.Noticed(distrust.get() + "; it is rebuilt from the store"));
        }
        rebuild(marked.orElse(fresh));
    }

    /// Why the index is not believed: absent if it is, empty if there is nothing to tell.
    private Optional<String> distrust(Optional<String> marked) {
        return switch (index.status()) {
            case SyncIndex.Status.Good(String generation, boolean _) ->
                marked.equals(Optional.of(generation))
                        ? Optional.empty()
                        : Optional.of("the local index does not belong to this working copy");
            case SyncIndex.Status.Corrupt(String detail) -> Optional.of("the local index is damaged (" + detail + ")");
            case SyncIndex.Status.Missing _ ->
                Optional.of(marked.isPresent() ? "there is no local index of this working copy" : "");
        };
    }

    private void rebuild(String generation) throws IOException {
        try (PathSpool listing = new PathSpool(scratch.resolve("listing"))) {
            Fingerprint listed = new Fingerprint();
            here.list(ObjectKey.ROOT, Depth.ALL, info -> {
                listing.add(info.key().path());
                listed.add(info.key(), info.storedSize());
            });
            Optional<Manifest> manifest = workingCopy.content();
            if (manifest.isPresent() && of(manifest.get()).agreesWith(listed)) {
                try (Cursor<StoredEntry> entries = files(manifest.get())) {
                    index.rebuild(generation, entries);
                }
                return;
            }
            try (Cursor<BytePath> paths = listing.paths()) {
                index.reset(generation, paths);
            }
        }
    }

    private Fingerprint of(Manifest manifest) throws IOException {
        Overhead overhead = here.capabilities().overhead();
        Fingerprint expected = new Fingerprint();
        manifest.visit(entry -> {
            if (entry.tree().kind() == Kind.FILE) {
                expected.add(
                        new ObjectKey(entry.path()),
                        overhead.storedSize(entry.tree().size()));
            }
        });
        return expected;
    }

    private static Cursor<StoredEntry> files(Manifest manifest) throws IOException {
        Manifest.Reader reader = manifest.read();
        return new Cursor<>() {
            @Override
            public @Nullable StoredEntry next() throws IOException {
                StoredEntry entry = reader.next();
                while (entry != null && entry.tree().kind() != Kind.FILE) {
                    entry = reader.next();
                }
                return entry;
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }
}
