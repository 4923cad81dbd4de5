package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.backends.PrefixedStore;
import org.holdfast.format.DamagedException;
import org.holdfast.format.Manifest;
import org.holdfast.format.WorkingCopy;
import org.holdfast.names.BytePath;

/// The mark beside the working copy of an rsync backup: which run changed it last, and which backup it then became. A
/// local index of another generation is stale, whether a disk was swapped or another machine was here.
final class WorkingCopyMark implements WorkingCopy {
    /// @param generation of the run that changed the working copy last
    /// @param backup the id of the backup with the same content; absent while a run changes it
    record Mark(int schema, String generation, Optional<String> backup) {}

    private final Vault vault;
    private final ObjectStore raw;
    private final PrefixedStore tree;
    private final StoredForm form;
    private final ObjectKey key;
    private final Manifests manifests;
    private final Path scratch;

    WorkingCopyMark(Vault vault, Subject app, Manifests manifests, Path scratch) throws IOException {
        this.vault = vault;
        this.raw = vault.raw();
        this.tree = new PrefixedStore(raw, Layout.workingTree(app));
        this.form = StoredForm.of(vault.at(Layout.workingTree(app)));
        this.key = Layout.workingMark(app);
        this.manifests = manifests;
        this.scratch = scratch;
    }

    @Override
    public Optional<String> generation() throws IOException {
        return read().map(Mark::generation);
    }

    @Override
    public Optional<Manifest> content() throws IOException {
        Optional<BackupId> backup = read().flatMap(Mark::backup).flatMap(BackupId::parse);
        if (backup.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(manifests.fetch(backup.get(), scratch.resolve("last-manifest.jsonl.gz")));
        } catch (ObjectNotFoundException | DamagedException _) {
            // Without it everything is uploaded again, which is always right.
            return Optional.empty();
        }
    }

    @Override
    public void requireRoom(long changed, long whole) throws IOException {
        vault.space().requireForTree(changed, whole);
    }

    @Override
    public void changing(String generation) throws IOException {
        vault.establish();
        new JsonObjects(raw).put(key, new Mark(BackupRecord.SCHEMA, generation, Optional.empty()));
        raw.flush();
    }

    @Override
    public void list(ObjectVisitor visitor) throws IOException {
        tree.list(ObjectKey.ROOT, Depth.ALL, visitor);
    }

    @Override
    public ObjectKey stored(BytePath path) {
        return form.key(path);
    }

    @Override
    public Optional<BytePath> path(ObjectKey stored) {
        return form.path(stored);
    }

    @Override
    public void remove(List<ObjectKey> stored) throws IOException {
        tree.delete(stored);
    }

    void became(String generation, BackupId backup) throws IOException {
        new JsonObjects(raw).put(key, new Mark(BackupRecord.SCHEMA, generation, Optional.of(backup.value())));
    }

    private Optional<Mark> read() throws IOException {
        try {
            return Optional.of(new JsonObjects(raw).get(key, Mark.class));
        } catch (ObjectNotFoundException _) {
            return Optional.empty();
        } catch (BackupException e) {
            if (e.failure() != Failure.DAMAGED) {
                throw e;
            }
            // As if there were none: nothing that is known of the working copy is believed then.
            return Optional.empty();
        }
    }
}
