package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.Overhead;
import org.holdfast.format.Event;
import org.holdfast.format.Fingerprint;
import org.holdfast.format.Manifest;
import org.holdfast.format.ManifestWriter;
import org.holdfast.format.Progress;
import org.holdfast.format.RsyncWriter;
import org.holdfast.format.TgzWriter;
import org.holdfast.format.WriteSummary;
import org.holdfast.names.BytePath;
import org.holdfast.sync.Kind;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.SyncIndex;

/// Makes one backup of one app, under its lock. The order is the whole story of a crash: the working copy is brought up
/// to date, a record says CREATING, the working copy is copied to the backup's place, the manifest is laid beside it,
/// everything is made durable, and only then the record says NORMAL.
final class CreateBackup {
    private final Vault vault;
    private final StateDirectory.AppState state;
    private final InstantSource clock;
    private final BackupRequest request;
    private final Progress progress;
    private final Manifests manifests;

    CreateBackup(
            Vault vault, StateDirectory.AppState state, InstantSource clock, BackupRequest request, Progress progress) {
        this.vault = vault;
        this.state = state;
        this.clock = clock;
        this.request = request;
        this.progress = progress;
        this.manifests = new Manifests(vault);
    }

    BackupOutcome run() throws IOException {
        Instant started = clock.instant();
        Path manifestFile = state.scratch().resolve("manifest.jsonl.gz");
        return switch (request.format()) {
            case TGZ -> tgz(started, manifestFile);
            case RSYNC -> rsync(started, manifestFile);
        };
    }

    private BackupOutcome tgz(Instant started, Path manifestFile) throws IOException {
        ObjectKey working = Layout.workingArchive(request.app(), vault.isEncrypted());
        TgzWriter writer = new TgzWriter(working, TgzWriter.Compression.fast(), state.scratch());
        vault.establish();
        try (ManifestWriter manifest = new ManifestWriter(manifestFile, _ -> {})) {
            WriteSummary summary =
                    writer.write(Source.tree(request, state.staging()), vault.contents(), manifest, progress);
            Optional<Long> written = sizeOf(working);
            BackupRecord record = creating(started, summary);
            manifest.finish(record.id(), request.format().id());
            ObjectKey place = Layout.archive(record.backupId(), vault.isEncrypted());
            progress.on(new Event.Started(Event.Phase.COPY, 1, 0));
            publish(record, manifestFile, () -> {
                vault.raw().copy(working, place);
                return sizeOf(place).equals(written);
            });
            return new BackupOutcome(record.with(BackupRecord.State.NORMAL), summary);
        }
    }

    private Optional<Long> sizeOf(ObjectKey archive) throws IOException {
        return vault.raw().stat(archive).map(ObjectInfo::storedSize);
    }

    private BackupOutcome rsync(Instant started, Path manifestFile) throws IOException {
        ObjectKey working = Layout.workingTree(request.app());
        String generation = UUID.randomUUID().toString();
        WorkingCopyMark mark = new WorkingCopyMark(vault, request.app(), manifests, state.scratch());
        ObjectStore here = vault.at(working);
        Overhead overhead = here.capabilities().overhead();
        Fingerprint expected = new Fingerprint();
        try (SyncIndex index = SyncIndex.open(state.index());
                ManifestWriter manifest =
                        new ManifestWriter(manifestFile, entry -> expect(entry, here, overhead, expected))) {
            WriteSummary summary = new RsyncWriter(index, mark, generation, state.scratch())
                    .write(Source.tree(request, state.staging()), here, manifest, progress);
            BackupRecord record = creating(started, summary);
            manifest.finish(record.id(), request.format().id());
            progress.on(new Event.Started(Event.Phase.COPY, expected.count(), 0));
            ObjectKey place = record.backupId().key();
            publish(record, manifestFile, () -> {
                Rotation rotation = new Rotation(vault.raw());
                rotation.copy(working, place, progress);
                boolean whole = rotation.content(place).agreesWith(expected) || !vault.keepsObjects();
                if (!whole) {
                    mark.forget();
                }
                return whole;
            });
            mark.became(generation, record.backupId());
            vault.raw().flush();
            return new BackupOutcome(record.with(BackupRecord.State.NORMAL), summary);
        }
    }

    private BackupRecord creating(Instant started, WriteSummary summary) {
        Instant finished = clock.instant();
        BackupId id = BackupId.of(BackupTime.of(started), request.app(), BackupTime.of(finished), request.version());
        return new BackupRecord(
                BackupRecord.SCHEMA,
                id.value(),
                request.app().value(),
                request.version(),
                BackupRecord.State.CREATING,
                request.format().id(),
                vault.isEncrypted(),
                started.truncatedTo(ChronoUnit.MILLIS),
                finished.truncatedTo(ChronoUnit.MILLIS),
                summary.files(),
                summary.bytes(),
                summary.uploadedFiles(),
                summary.uploadedBytes(),
                summary.lost(),
                summary.unstable(),
                request.label(),
                request.preserve().map(finished.truncatedTo(ChronoUnit.SECONDS)::plus));
    }

    /// Adds what the store must hold for an entry of the manifest, by the key the store knows.
    private static void expect(StoredEntry entry, ObjectStore here, Overhead overhead, Fingerprint expected) {
        if (entry.tree().kind() == Kind.FILE) {
            expected.add(
                    stored(here, entry.path()), overhead.storedSize(entry.tree().size()));
        }
    }

    private static ObjectKey stored(ObjectStore here, BytePath path) {
        ObjectKey key = new ObjectKey(path);
        return here instanceof EncryptedStore encrypted ? encrypted.seal(key) : key;
    }

    @FunctionalInterface
    private interface Copying {
        /// Whether the backup's place then holds what it must.
        boolean copy() throws IOException;
    }

    private void publish(BackupRecord creating, Path manifestFile, Copying copying) throws IOException {
        // A manifest that cannot be read back would make the whole backup worthless.
        Manifest.open(manifestFile);
        Catalog catalog = new Catalog(vault.raw());
        BackupId id = creating.backupId();
        catalog.put(creating);
        vault.raw().flush();
        if (!copying.copy()) {
            new RemoveBackup(vault).remove(creating);
            throw new BackupException(
                    Failure.DAMAGED,
                    "the working copy of " + creating.app() + " in " + vault.name()
                            + " does not hold what it should; something else changed it",
                    "run the backup again: it uploads everything anew");
        }
        manifests.put(id, manifestFile);
        vault.raw().flush();
        requireStillOurs(catalog, creating);
        catalog.put(creating.with(BackupRecord.State.NORMAL));
        vault.raw().flush();
    }

    /// A run on another machine, which the lock of this one does not hold back, may have taken us for dead.
    private void requireStillOurs(Catalog catalog, BackupRecord creating) throws IOException {
        if (vault.keepsObjects() && !catalog.find(creating.backupId()).equals(Optional.of(creating))) {
            throw new BackupException(
                    Failure.LOCKED,
                    "another run works on app " + creating.app() + " in " + vault.name() + " and removed this backup",
                    "let only one machine back up an app to a store");
        }
    }
}
