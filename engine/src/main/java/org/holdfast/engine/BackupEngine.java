package org.holdfast.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.engine.hooks.HookKind;
import org.holdfast.engine.hooks.HookRun;
import org.holdfast.engine.lock.LockOwner;
import org.holdfast.engine.lock.LockTimer;
import org.holdfast.engine.retention.RetentionRules;
import org.holdfast.format.Event;
import org.holdfast.format.FrozenSource;
import org.holdfast.format.Manifest;
import org.holdfast.format.Preview;
import org.holdfast.format.Progress;
import org.holdfast.format.RsyncWriter;
import org.holdfast.format.TgzWriter;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;
import org.holdfast.sync.Kind;
import org.holdfast.sync.Skip;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.SyncIndex;

/// Every use case on one store. Throws nothing checked but [BackupException]. Thread-safe; runs on one app
/// exclude each other across processes.
public final class BackupEngine implements AutoCloseable {
    private final StoreLocation location;
    private final Vault vault;
    private final StateDirectory state;
    private final InstantSource clock;
    private final AppGuard guard;

    /// @param vault closed with the engine
    public BackupEngine(StoreLocation location, Vault vault, StateDirectory state, InstantSource clock) {
        this(location, vault, state, clock, LockOwner.current(), LockTimer.thread());
    }

    /// As above, as another process and by another timer.
    BackupEngine(
            StoreLocation location,
            Vault vault,
            StateDirectory state,
            InstantSource clock,
            LockOwner owner,
            LockTimer timer) {
        this.location = location;
        this.vault = vault;
        this.state = state;
        this.clock = clock;
        this.guard = new AppGuard(vault, state, clock, owner, timer);
    }

    /// A use case, which throws whatever the lower rooms throw.
    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    private static <T> T explained(Work<T> work) throws BackupException {
        try {
            return work.run();
        } catch (IOException e) {
            throw Failures.explain(e);
        }
    }

    /// Makes a backup. First removes what an interrupted run of the same app left behind.
    public BackupOutcome backup(BackupRequest request, Progress progress) throws BackupException {
        return locked(request, progress, (app, hold) -> {
            try (FrozenApp frozen = freeze(request, progress)) {
                return new CreateBackup(vault, app, clock, request, frozen.source(), progress, hold).run();
            }
        });
    }

    /// As [#backup(BackupRequest, Progress)], of content that was scanned before. Backups of it to several
    /// stores may run at the same time.
    ///
    /// @throws IllegalArgumentException if it is of another app, version or content than the request
    public BackupOutcome backup(BackupRequest request, FrozenApp frozen, Progress progress) throws BackupException {
        frozen.requireFor(request);
        return locked(request, progress, (app, hold) -> new CreateBackup(
                        vault, app, clock, request, frozen.source(), progress, hold)
                .run());
    }

    private FrozenApp freeze(BackupRequest request, Progress progress) throws BackupException {
        return FrozenApp.freeze(request.app(), request.version(), request.content(), 1, state, progress);
    }

    /// A run under the lock of its app.
    @FunctionalInterface
    private interface Locked {
        BackupOutcome run(StateDirectory.AppState app, AppGuard.Hold hold) throws IOException;
    }

    private BackupOutcome locked(BackupRequest request, Progress progress, Locked work) throws BackupException {
        return explained(() -> {
            Source.check(request, location);
            StateDirectory.AppState app = state.app(vault, request.app());
            try (AppLock here = guard.here(request.app())) {
                // Without its objects, so that a new store is still seen to be one.
                vault.unlock(Vault.Access.WRITE);
                return guard.inStore(
                        here, request.app(), "backup create", progress, hold -> locked(request, app, hold, work));
            }
        });
    }

    private BackupOutcome locked(BackupRequest request, StateDirectory.AppState app, AppGuard.Hold hold, Locked work)
            throws IOException {
        new PendingBackup(vault, request.app()).clear();
        Trees.delete(app.scratch());
        StateDirectory.create(app.scratch());
        try {
            hold.require();
            return work.run(app, hold);
        } finally {
            Trees.delete(app.scratch());
        }
    }

    /// Tells what [#backup] would do now. Writes nothing to the store, not even a first password.
    public void preview(BackupRequest request, Preview preview) throws BackupException {
        explained(() -> {
            Source.check(request, location);
            StateDirectory.AppState app = state.app(vault, request.app());
            try (AppLock _ = guard.here(request.app())) {
                vault.unlock(Vault.Access.PREVIEW);
                Trees.delete(app.scratch());
                StateDirectory.create(app.scratch());
                try {
                    previewLocked(request, app, preview);
                } finally {
                    Trees.delete(app.scratch());
                }
            }
            return true;
        });
    }

    private void previewLocked(BackupRequest request, StateDirectory.AppState app, Preview preview) throws IOException {
        try (FrozenApp frozen = freeze(request, Progress.NONE)) {
            preview(request, frozen.source(), app, preview);
        }
    }

    private void preview(BackupRequest request, FrozenSource source, StateDirectory.AppState app, Preview preview)
            throws IOException {
        switch (request.format()) {
            case TGZ ->
                new TgzWriter(Layout.workingArchive(request.app(), vault.isEncrypted()), TgzWriter.Compression.fast())
                        .preview(source, vault.contents(), preview);
            case RSYNC -> {
                WorkingCopyMark mark = new WorkingCopyMark(vault, request.app(), new Manifests(vault), app.scratch());
                try (SyncIndex index = SyncIndex.open(app.index())) {
                    new RsyncWriter(index, mark, UUID.randomUUID().toString(), app.scratch())
                            .preview(source, vault.at(Layout.workingTree(request.app())), preview);
                }
            }
        }
    }

    /// Every backup, oldest first; needs no password. Tells `progress` of records that cannot be read.
    ///
    /// @param app only those of this app
    public List<BackupRecord> list(Optional<String> app, Progress progress) throws BackupException {
        return records(progress).stream()
                .filter(record -> record.state() == BackupRecord.State.NORMAL)
                .filter(record -> app.isEmpty() || app.get().equals(record.app()))
                .toList();
    }

    /// The same with what is no backup yet, or none any more.
    public List<BackupRecord> records(Progress progress) throws BackupException {
        return explained(() -> new Catalog(vault.raw())
                .all((_, why) -> progress.on(new Event.Noticed(why.getMessage() + "; " + why.hint()))));
    }

    /// The newest backup of the server itself; needs no password.
    ///
    /// @throws BackupException NOT_FOUND if there is none
    public BackupRecord newestBox() throws BackupException {
        return list(Optional.empty(), Progress.NONE).stream()
                .filter(record -> record.box().isPresent())
                .reduce((_, newer) -> newer)
                .orElseThrow(() -> new BackupException(
                        Failure.NOT_FOUND,
                        "there is no backup of a server in " + vault.name(),
                        "\"holdfast server backup\" makes them; single apps come back with \"holdfast app import\""));
    }

    /// One backup, by its id, by `APP@latest`, or by `latest`, which is the newest of any app; needs no password.
    ///
    /// @throws BackupException NOT_FOUND if there is none
    public BackupRecord find(String name) throws BackupException {
        Optional<BackupRecord> found =
                name.equals("latest") || name.endsWith("@latest") ? latest(name) : explained(() -> byId(name));
        return found.orElseThrow(() -> missing(name));
    }

    private BackupException missing(String name) {
        return new BackupException(
                Failure.NOT_FOUND,
                "there is no backup " + name + " in " + vault.name(),
                "\"holdfast backup list\" shows what there is");
    }

    private Optional<BackupRecord> latest(String name) throws BackupException {
        int at = name.lastIndexOf('@');
        Optional<String> app = at < 0 ? Optional.empty() : Optional.of(name.substring(0, at));
        List<BackupRecord> records = list(app, Progress.NONE).stream()
                .filter(record -> record.box().isEmpty())
                .toList();
        return records.isEmpty() ? Optional.empty() : Optional.of(records.getLast());
    }

    private Optional<BackupRecord> byId(String name) throws IOException {
        Optional<BackupId> id = BackupId.parse(name);
        if (id.isEmpty()) {
            return Optional.empty();
        }
        return new Catalog(vault.raw()).find(id.get()).filter(record -> record.state() == BackupRecord.State.NORMAL);
    }

    /// What is in a backup, in path order, and what was left out of it when it was made.
    ///
    /// @param patterns which entries, see [RestoreRequest]; none for all
    public void files(BackupRecord record, List<String> patterns, Manifest.Visitor visitor) throws BackupException {
        explained(() -> withManifest(record, (manifest, _) -> {
            Selection selection = Selection.of(patterns);
            manifest.visit(new Manifest.Visitor() {
                @Override
                public void entry(StoredEntry entry) throws IOException {
                    if (selection.contains(entry.path())) {
                        visitor.entry(entry);
                    }
                }

                @Override
                public void skipped(Skip skip) throws IOException {
                    if (selection.contains(skip.path())) {
                        visitor.skipped(skip);
                    }
                }
            });
            return true;
        }));
    }

    public RestoreSummary restore(BackupRecord record, RestoreRequest request, Progress progress)
            throws BackupException {
        return explained(() -> withManifest(record, (manifest, _) -> {
            RestoreSummary summary = new RestoreBackup(vault, record).run(request, manifest, progress);
            state.trials(vault).add(record, request, clock.instant(), progress);
            return summary;
        }));
    }

    /// When a backup of an app was last restored from here, whole; empty if nobody knows of that.
    public Optional<Instant> restored(AppId app) {
        return state.trials(vault).last(app);
    }

    /// As [#restore(BackupRecord, RestoreRequest, Progress)], and then runs a hook in the target. It finds what
    /// is not the app's files in the dump directory of the request; where there is none, in a private one that
    /// is removed afterwards.
    ///
    /// @throws BackupException also FAILED if the hook fails, with the last of what it printed; the files are
    ///     in place then
    public RestoreSummary restore(BackupRecord record, RestoreRequest request, RestoreHook hook, Progress progress)
            throws BackupException {
        return explained(() -> withManifest(record, (manifest, scratch) -> {
            Path dumps = request.dumpDirectory().orElse(scratch.resolve("dumps"));
            RestoreSummary summary =
                    new RestoreBackup(vault, record).run(request.withDumpDirectory(dumps), manifest, progress);
            state.trials(vault).add(record, request, clock.instant(), progress);
            HookRun run = new HookRun(
                    HookKind.RESTORE,
                    hook.hook(),
                    record.app(),
                    record.appVersion(),
                    dumps,
                    request.target(),
                    Optional.empty());
            hook.runner().run(run, hook.output());
            return summary;
        }));
    }

    /// Tells what [#restore] would do now. Changes nothing.
    public void previewRestore(BackupRecord record, RestoreRequest request, RestorePreview preview)
            throws BackupException {
        explained(() -> withManifest(record, (manifest, _) -> {
            new PreviewRestore(request, preview).run(manifest);
            return true;
        }));
    }

    /// Writes one file of a backup to `out`, which receives nothing before all of it proved genuine.
    ///
    /// @param path as the backup has it, or as the app has it below `data/`
    /// @throws BackupException NOT_FOUND if there is no such file
    public void cat(BackupRecord record, String path, OutputStream out) throws BackupException {
        explained(() -> withManifest(record, (manifest, scratch) -> {
            BytePath file = resolve(manifest, path);
            Path spool = scratch.resolve("file");
            new RestoreBackup(vault, record).read(manifest, new CatSink(file, spool), Progress.NONE);
            Files.copy(spool, out);
            out.flush();
            return true;
        }));
    }

    private static BytePath resolve(Manifest manifest, String text) throws IOException {
        BytePath asWritten = path(text);
        BytePath belowData = Selection.DATA.resolve(asWritten);
        StoredEntry[] found = new StoredEntry[2];
        manifest.visit(entry -> {
            if (entry.path().equals(asWritten)) {
                found[0] = entry;
            }
            if (entry.path().equals(belowData)) {
                found[1] = entry;
            }
        });
        StoredEntry entry = found[0] != null ? found[0] : found[1];
        if (entry == null) {
            throw new BackupException(
                    Failure.NOT_FOUND,
                    "there is no " + ByteText.printable(ByteText.encode(text)) + " in the backup",
                    "\"holdfast backup files\" shows what there is");
        }
        if (entry.tree().kind() != Kind.FILE) {
            throw new BackupException(
                    Failure.MISCONFIGURED, entry.path() + " is no regular file", "restore it with --path");
        }
        return entry.path();
    }

    private static BytePath path(String text) throws BackupException {
        try {
            return BytePath.parse(text.startsWith("./") ? text.substring(2) : text);
        } catch (IllegalArgumentException e) {
            throw new BackupException(Failure.MISCONFIGURED, String.valueOf(e.getMessage()), "", List.of(), e);
        }
    }

    @FunctionalInterface
    private interface OnManifest<T> {
        T run(Manifest manifest, Path scratch) throws IOException;
    }

    private <T> T withManifest(BackupRecord record, OnManifest<T> work) throws IOException {
        vault.unlock(Vault.Access.READ);
        Path scratch = state.temporary();
        try {
            return work.run(fetch(record, scratch), scratch);
        } finally {
            Trees.delete(scratch);
        }
    }

    private Manifest fetch(BackupRecord record, Path scratch) throws IOException {
        try {
            return new Manifests(vault).fetch(record.backupId(), scratch.resolve("manifest.jsonl.gz"));
        } catch (ObjectNotFoundException e) {
            throw new BackupException(
                    Failure.DAMAGED,
                    "the manifest of " + record.id() + " is missing",
                    "restore another backup",
                    List.of(),
                    e);
        }
    }

    /// Looks at all that could make an import of a backup fail, reading one file of it. Changes nothing.
    public List<ImportFinding> checkImport(BackupRecord record, ImportRequest request) throws BackupException {
        return explained(
                () -> withManifest(record, (manifest, _) -> new CheckImport(vault, record, request).run(manifest)));
    }

    /// Copies a backup into another store, under the same id, checked on the way. Nothing of it is kept on
    /// the local disk; the other store's working copy is not touched. First removes what an interrupted run
    /// of the same app left behind there.
    ///
    /// @param format of the copy; that of the original if absent
    /// @throws BackupException DAMAGED, naming the file, if the original is not what its manifest says;
    ///     FAILED if the other store has another backup of that id
    public CopyOutcome copy(BackupRecord record, BackupEngine other, Optional<FormatKind> format, Progress progress)
            throws BackupException {
        return explained(() -> {
            if (vault.identity().equals(other.vault.identity())) {
                throw new BackupException(
                        Failure.MISCONFIGURED,
                        record.id() + " is in " + vault.name() + " already",
                        "name another store");
            }
            return withManifest(
                    record,
                    (manifest, scratch) -> other.receive(
                            vault, record, format.orElse(FormatKind.of(record.format())), manifest, scratch, progress));
        });
    }

    private CopyOutcome receive(
            Vault from, BackupRecord record, FormatKind format, Manifest manifest, Path scratch, Progress progress)
            throws IOException {
        Subject subject = record.backupId().subject();
        try (AppLock here = guard.here(subject)) {
            vault.unlock(Vault.Access.WRITE);
            return guard.inStore(here, subject, "backup copy", progress, hold -> {
                new PendingBackup(vault, subject).clear();
                return new CopyBackup(from, vault, record, format, scratch, progress, hold).run(manifest);
            });
        }
    }

    /// Removes a backup for good; needs no password.
    public void remove(BackupRecord record) throws BackupException {
        explained(() -> {
            Subject subject = record.backupId().subject();
            try (AppLock here = guard.here(subject)) {
                return guard.inStore(here, subject, "backup remove", Progress.NONE, _ -> {
                    new RemoveBackup(vault).remove(record);
                    return true;
                });
            }
        });
    }

    /// Keeps a backup for ever, or no longer so; needs no password.
    ///
    /// @return its record from now on
    public BackupRecord pin(BackupRecord record, boolean pinned) throws BackupException {
        return explained(() -> {
            Subject subject = record.backupId().subject();
            // A record that was written while the backup is being removed would bring a ruin back.
            try (AppLock here = guard.here(subject)) {
                return guard.inStore(here, subject, "backup pin", Progress.NONE, hold -> {
                    Catalog catalog = new Catalog(vault.raw());
                    BackupRecord current = catalog.find(record.backupId())
                            .filter(found -> found.state() == BackupRecord.State.NORMAL)
                            .orElseThrow(() -> missing(record.id()));
                    hold.require();
                    catalog.put(current.withPinned(pinned));
                    vault.raw().flush();
                    return current.withPinned(pinned);
                });
            }
        });
    }

    /// Why a backup is kept, or will go with the next cleanup; needs no password.
    ///
    /// @param rules those that the cleanup follows; empty if there are none
    /// @param progress hears of records that cannot be read
    public Standing standing(BackupRecord record, Optional<RetentionRules> rules, Progress progress)
            throws BackupException {
        Instant now = clock.instant();
        if (rules.isEmpty()) {
            return Standing.withoutRules(record, now);
        }
        return explained(() -> {
            Survey.Seen seen = new Survey(vault).look(progress);
            Instant alive = now.minus(CleanupRequest.DEFAULT_AGE);
            return Standing.of(seen.records(), seen.unreadable(), rules.get(), now, alive).stream()
                    .filter(standing -> standing.record().id().equals(record.id()))
                    .findAny()
                    .orElseThrow(() -> missing(record.id()));
        });
    }

    /// Removes what runs that died have left in the store, and under a retention policy the backups that it
    /// does not keep; needs no password. What cannot be removed hinders nothing else.
    ///
    /// @param progress hears of records that cannot be read
    /// @throws BackupException also when all else is done, if something could not be removed
    public void cleanUp(CleanupRequest request, CleanupVisitor visitor, Progress progress) throws BackupException {
        explained(() -> {
            Locks locks = new Locks(vault, state, guard, request.dryRun(), progress);
            new CleanUp(vault, locks, clock.instant(), request, visitor, location.minimumBilled()).run(progress);
            return true;
        });
    }

    /// Who has a lock in the store, whether its run lives or not; needs no password.
    public List<Subject> locked() throws BackupException {
        return explained(guard::locked);
    }

    /// Removes the lock that a run left behind which is gone; needs no password.
    ///
    /// @param force whether also that of a run that lives, which then ends without a backup
    /// @return who held it, and why he counts as gone unless he lives, for people; empty if there was no lock
    /// @throws BackupException LOCKED if the run lives
    public Optional<Unlocked> unlock(Subject app, boolean force) throws BackupException {
        return explained(() -> guard.unlock(app, force)
                .map(held -> new Unlocked(app, held.record().holder(), held.gone())));
    }

    @Override
    public void close() {
        vault.close();
    }
}
