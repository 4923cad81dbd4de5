package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.format.Event;
import org.holdfast.format.Manifest;
import org.holdfast.format.ManifestWriter;
import org.holdfast.format.Progress;
import org.holdfast.format.RsyncWriter;
import org.holdfast.format.SourceScan;
import org.holdfast.format.TgzWriter;
import org.holdfast.format.WriteSummary;
import org.holdfast.sync.SyncIndex;

/// Makes one backup of one app or of the server itself, under its lock. The order is the whole story of a
/// crash: the working copy is brought up to date, a record says CREATING, the working copy is copied to the
/// backup's place, the manifest is laid beside it, everything is made durable, and only then the record says
/// NORMAL.
final class CreateBackup {
    private final Vault vault;
    private final StateDirectory.AppState state;
    private final InstantSource clock;
    private final BackupRequest request;
    private final SourceScan source;
    private final Progress progress;
    private final AppGuard.Hold hold;
    private final Manifests manifests;

    CreateBackup(
            Vault vault,
            StateDirectory.AppState state,
            InstantSource clock,
            BackupRequest request,
            SourceScan source,
            Progress progress,
            AppGuard.Hold hold) {
        this.vault = vault;
        this.state = state;
        this.clock = clock;
        this.request = request;
        this.source = source;
        this.progress = progress;
        this.hold = hold;
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
        TgzWriter writer = new TgzWriter(working, vault.compression().begin());
        vault.space().requireForArchive(source.frozen().bytes());
        vault.establish();
        try (ManifestWriter manifest = new ManifestWriter(manifestFile)) {
            ObjectStore here = vault.contents();
            WriteSummary summary = writer.write(source, here, manifest, progress);
            Optional<Long> written =
                    summary.archiveBytes().map(here.capabilities().overhead()::storedSize);
            BackupRecord record = creating(started, summary).withArchiveBytes(written);
            finish(manifest, record);
            ObjectKey place = Layout.archive(record.backupId(), vault.isEncrypted());
            progress.on(new Event.Started(Event.Phase.COPY, 1, 0));
            publish(record, manifestFile, () -> {
                Manifest.open(manifestFile);
                vault.raw().copy(working, place);
                if (vault.keepsObjects() && !sizeOf(place).equals(written)) {
                    throw new ObjectNotFoundException(place + " is not as large as " + working + " was");
                }
                return 0;
            });
            new PendingBackup(vault, request.app()).end();
            return new BackupOutcome(record.with(BackupRecord.State.NORMAL), summary, 0);
        }
    }

    private static void finish(ManifestWriter manifest, BackupRecord record) throws IOException {
        manifest.finish(
                record.id(), record.format(), Optional.of(RecordFacts.of(record).json()));
    }

    private Optional<Long> sizeOf(ObjectKey archive) throws IOException {
        return vault.raw().stat(archive).map(ObjectInfo::storedSize);
    }

    private BackupOutcome rsync(Instant started, Path manifestFile) throws IOException {
        ObjectKey working = Layout.workingTree(request.app());
        String generation = UUID.randomUUID().toString();
        WorkingCopyMark mark = new WorkingCopyMark(vault, request.app(), manifests, state.scratch());
        ObjectStore here = vault.at(working);
        try (SyncIndex index = SyncIndex.open(state.index());
                ManifestWriter manifest = new ManifestWriter(manifestFile)) {
            RsyncWriter writer = new RsyncWriter(index, mark, generation, state.scratch());
            WriteSummary summary = writer.write(source, here, manifest, progress);
            BackupRecord record = creating(started, summary);
            finish(manifest, record);
            progress.on(new Event.Started(Event.Phase.COPY, summary.files(), 0));
            Rotation rotation =
                    new Rotation(vault.raw(), StoredForm.of(here), writer.originals(source.frozen()), progress);
            long resent = publish(
                    record,
                    manifestFile,
                    () -> rotation.copy(manifestFile, working, record.backupId().key()));
            mark.became(generation, record.backupId());
            vault.raw().flush();
            new PendingBackup(vault, request.app()).end();
            return new BackupOutcome(record.with(BackupRecord.State.NORMAL), summary, resent);
        }
    }

    private BackupRecord creating(Instant started, WriteSummary summary) {
        Instant finished = clock.instant();
        BackupId id = BackupId.of(
                BackupTime.of(request.begun().orElse(started)),
                request.app(),
                BackupTime.of(finished),
                request.version());
        return new BackupRecord(
                BackupRecord.SCHEMA,
                id.value(),
                id.app(),
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
                request.preserve().map(finished.truncatedTo(ChronoUnit.SECONDS)::plus),
                false,
                request.box());
    }

    @FunctionalInterface
    private interface Copying {
        /// Copies what the manifest names to the backup's place, and reads the manifest back to its end: one that
        /// cannot be read would make the whole backup worthless.
        ///
        /// @return how many files had to be sent again for it
        /// @throws ObjectNotFoundException if it is not there to be copied
        long copy() throws IOException;
    }

    private long publish(BackupRecord creating, Path manifestFile, Copying copying) throws IOException {
        Catalog catalog = new Catalog(vault.raw());
        BackupId id = creating.backupId();
        hold.require();
        new PendingBackup(vault, request.app()).begin(id);
        vault.raw().flush();
        catalog.put(creating);
        vault.raw().flush();
        long resent = copied(copying);
        manifests.put(id, manifestFile);
        vault.raw().flush();
        requireStillOurs(catalog, creating);
        catalog.put(creating.with(BackupRecord.State.NORMAL));
        vault.raw().flush();
        return resent;
    }

    /// What was copied is left for the next run to remove, which the note leads to it: a service may still be at work
    /// on copies that nobody waits for any more, and what came after the removal would lie there without a record.
    private long copied(Copying copying) throws IOException {
        try {
            return copying.copy();
        } catch (ObjectNotFoundException e) {
            // Whoever took the lock over may have removed what is missing.
            hold.require();
            throw new BackupException(
                    Failure.DAMAGED,
                    "the working copy of " + request.app().words() + " in " + vault.name()
                            + " does not hold what it should: " + e.getMessage(),
                    "something else changed it; run the backup again: it uploads what is missing",
                    List.of(),
                    e);
        }
    }

    /// A run on another machine may have taken us for dead.
    private void requireStillOurs(Catalog catalog, BackupRecord creating) throws IOException {
        hold.require();
        if (vault.keepsObjects() && !catalog.find(creating.backupId()).equals(Optional.of(creating))) {
            throw new BackupException(
                    Failure.LOCKED,
                    "another run works on " + request.app().words() + " in " + vault.name()
                            + " and removed this backup",
                    "let this machine and its connection to the store not stand still for so long");
        }
    }
}
