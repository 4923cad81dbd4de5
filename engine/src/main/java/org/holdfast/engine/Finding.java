package org.holdfast.engine;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.backends.Unfinished;

/// What a look at the whole store took for debris, to be looked at again once nobody else can be at it.
sealed interface Finding {
    /// Whose it is; empty where the store cannot tell.
    Optional<Subject> subject();

    /// What it is at this moment; empty if it is gone, or is a backup by now.
    Optional<Debris> look() throws IOException;

    void remove() throws IOException;

    /// Why it must stay in any case; empty if it need not.
    default String doubt() {
        return "";
    }

    /// A record that is not NORMAL, and all that belongs to it.
    record DeadBackup(Vault vault, BackupId id) implements Finding {
        @Override
        public Optional<Subject> subject() {
            return Optional.of(id.subject());
        }

        private Optional<BackupRecord> record() throws IOException {
            return new Catalog(vault.raw()).find(id).filter(record -> record.state() != BackupRecord.State.NORMAL);
        }

        @Override
        public Optional<Debris> look() throws IOException {
            Optional<BackupRecord> found = record();
            if (found.isEmpty()) {
                return Optional.empty();
            }
            BackupRecord record = found.get();
            Debris.Kind kind = record.state() == BackupRecord.State.REMOVING
                    ? Debris.Kind.HALF_REMOVED_BACKUP
                    : Debris.Kind.UNFINISHED_BACKUP;
            return Optional.of(new Debris(kind, id.value(), Optional.of(extent(vault.raw(), id)), record.finished()));
        }

        @Override
        public void remove() throws IOException {
            Optional<BackupRecord> record = record();
            if (record.isPresent()) {
                new RemoveBackup(vault).remove(record.get());
            }
        }
    }

    /// Objects named like a backup's, without a record. Only a manifest is certainly ours, and worth nothing alone;
    /// data may be a backup of other software that lays out its backups alike, or of ours whose record was lost.
    record Unrecorded(Vault vault, BackupId id, boolean data, Instant since) implements Finding {
        @Override
        public Optional<Subject> subject() {
            return Optional.of(id.subject());
        }

        @Override
        public Optional<Debris> look() throws IOException {
            if (vault.raw().stat(Layout.record(id)).isPresent()) {
                return Optional.empty();
            }
            Debris.Extent extent = extent(vault.raw(), id);
            Debris.Kind kind = data ? Debris.Kind.UNRECORDED_DATA : Debris.Kind.STRAY_MANIFEST;
            return extent.objects() == 0
                    ? Optional.empty()
                    : Optional.of(new Debris(kind, id.value(), Optional.of(extent), since));
        }

        @Override
        public void remove() throws IOException {
            new Manifests(vault).remove(id);
        }

        @Override
        public String doubt() {
            return data
                    ? "no record says what it is, and other software names its backups alike; remove it by hand if"
                            + " you know that nobody needs it"
                    : "";
        }
    }

    /// An upload that never ended.
    record DeadUpload(ObjectStore raw, Unfinished upload) implements Finding {
        @Override
        public Optional<Subject> subject() {
            return Layout.subject(upload.key());
        }

        @Override
        public Optional<Debris> look() {
            String name =
                    upload.key().path().isRoot() ? upload.id() : upload.key().toString();
            return Optional.of(new Debris(Debris.Kind.UNFINISHED_UPLOAD, name, Optional.empty(), upload.begun()));
        }

        @Override
        public void remove() throws IOException {
            raw.discard(upload);
        }
    }

    /// What no run will compare with any more: of an app that is gone, or in a format that it had before.
    ///
    /// @param formats of which it is; all of them for an app that is gone
    record WorkingCopy(Vault vault, AppId app, Set<FormatKind> formats) implements Finding {
        public WorkingCopy {
            formats = Set.copyOf(formats);
        }

        @Override
        public Optional<Subject> subject() {
            return Optional.of(app);
        }

        private Optional<StoredTree> tree() {
            return formats.contains(FormatKind.RSYNC)
                    ? Optional.of(new StoredTree(vault.raw(), Layout.workingTree(app)))
                    : Optional.empty();
        }

        private List<ObjectKey> beside() {
            List<ObjectKey> keys = new ArrayList<>();
            if (formats.contains(FormatKind.RSYNC)) {
                keys.add(Layout.workingMark(app));
            }
            if (formats.contains(FormatKind.TGZ)) {
                keys.add(Layout.workingArchive(app, false));
                keys.add(Layout.workingArchive(app, true));
            }
            if (formats.size() == FormatKind.values().length) {
                keys.add(Layout.pending(app));
            }
            return keys;
        }

        @Override
        public Optional<Debris> look() throws IOException {
            Debris.Extent[] extent = {Debris.Extent.NOTHING};
            Instant[] since = {Instant.EPOCH};
            ObjectVisitor adding = info -> {
                extent[0] = extent[0].plus(info.storedSize());
                since[0] = info.modified().isAfter(since[0]) ? info.modified() : since[0];
            };
            if (tree().isPresent()) {
                tree().get().visit(adding);
            }
            List<String> archives = new ArrayList<>();
            for (ObjectKey key : beside()) {
                Optional<ObjectInfo> there = vault.raw().stat(key);
                if (there.isPresent()) {
                    archives.add(key.toString());
                    adding.object(there.get());
                }
            }
            String name = tree().map(tree -> tree.prefix().toString()).orElse(String.join(", ", archives));
            return extent[0].objects() == 0
                    ? Optional.empty()
                    : Optional.of(new Debris(Debris.Kind.WORKING_COPY, name, Optional.of(extent[0]), since[0]));
        }

        /// The mark goes first: without it nobody believes the rest.
        @Override
        public void remove() throws IOException {
            List<ObjectKey> rest = new ArrayList<>(beside());
            if (tree().isPresent()) {
                vault.raw().delete(List.of(Layout.workingMark(app)));
                vault.raw().flush();
                tree().get().remove();
                rest.add(tree().get().prefix());
            }
            vault.raw().delete(rest);
        }
    }

    /// A directory without a file.
    record EmptyDirectory(ObjectStore raw, Unfinished found) implements Finding {
        @Override
        public Optional<Subject> subject() {
            return Layout.subject(found.key());
        }

        @Override
        public Optional<Debris> look() throws IOException {
            AtomicBoolean anything = new AtomicBoolean(raw.stat(found.key()).isPresent());
            raw.list(found.key(), Depth.ALL, _ -> anything.set(true));
            String name = found.key().toString();
            return anything.get()
                    ? Optional.empty()
                    : Optional.of(new Debris(Debris.Kind.EMPTY_DIRECTORY, name, Optional.empty(), found.begun()));
        }

        @Override
        public void remove() throws IOException {
            raw.discard(found);
        }
    }

    /// What a backup takes, with its manifest and record.
    static Debris.Extent extent(ObjectStore raw, BackupId id) throws IOException {
        Debris.Extent[] extent = {Debris.Extent.NOTHING};
        new StoredTree(raw, id.key()).visit(info -> extent[0] = extent[0].plus(info.storedSize()));
        List<ObjectKey> beside = List.of(
                Layout.record(id),
                Layout.archive(id, false),
                Layout.archive(id, true),
                Layout.manifest(id, false),
                Layout.manifest(id, true));
        for (ObjectKey key : beside) {
            Optional<ObjectInfo> there = raw.stat(key);
            if (there.isPresent()) {
                extent[0] = extent[0].plus(there.get().storedSize());
            }
        }
        return extent[0];
    }
}
