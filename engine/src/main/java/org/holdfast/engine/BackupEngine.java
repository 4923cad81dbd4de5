package org.holdfast.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.holdfast.engine.lock.LockOwner;
import org.holdfast.engine.lock.LockTimer;
import org.holdfast.engine.retention.RetentionRules;
import org.holdfast.format.Event;
import org.holdfast.format.Manifest;
import org.holdfast.format.Preview;
import org.holdfast.format.Progress;

/// Every use case on one store. Throws nothing checked but [BackupException]. Thread-safe; runs on one app
/// exclude each other across processes.
public final class BackupEngine implements AutoCloseable {
    private final StoreLocation location;
    private final Vault vault;
    private final StateDirectory state;
    private final InstantSource clock;
    private final AppGuard guard;
    private final MakeBackup make;
    private final FindBackup find;
    private final ReadBackup read;
    private final VerifyBackups verify;

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
        this.make = new MakeBackup(location, vault, state, clock, guard);
        this.find = new FindBackup(vault);
        this.read = new ReadBackup(vault, state, clock);
        this.verify = new VerifyBackups(vault, state, clock, guard, find);
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

    @FunctionalInterface
    private interface Order {
        void run() throws IOException;
    }

    private static void carryOut(Order work) throws BackupException {
        explained(() -> {
            work.run();
            return true;
        });
    }

    /// Makes a backup. First removes what an interrupted run of the same app left behind.
    public BackupOutcome backup(BackupRequest request, Progress progress) throws BackupException {
        return explained(() -> make.run(request, progress));
    }

    /// As [#backup(BackupRequest, Progress)], of content that was scanned before. Backups of it to several
    /// stores may run at the same time.
    ///
    /// @throws IllegalArgumentException if it is of another app, version or content than the request
    public BackupOutcome backup(BackupRequest request, FrozenApp frozen, Progress progress) throws BackupException {
        return explained(() -> make.run(request, frozen, progress));
    }

    /// Tells what [#backup] would do now. Writes nothing to the store, not even a first password.
    public void preview(BackupRequest request, Preview preview) throws BackupException {
        carryOut(() -> make.preview(request, preview));
    }

    /// Every backup, oldest first; needs no password. Tells `progress` of records that cannot be read.
    ///
    /// @param app only those of this app
    public List<BackupRecord> list(Optional<String> app, Progress progress) throws BackupException {
        return explained(() -> find.all(app, progress));
    }

    /// The same with what is no backup yet, or none any more.
    public List<BackupRecord> records(Progress progress) throws BackupException {
        return explained(() -> find.records(progress));
    }

    /// The newest backup of the server itself; needs no password.
    ///
    /// @throws BackupException NOT_FOUND if there is none
    public BackupRecord newestBox() throws BackupException {
        return explained(find::newestBox);
    }

    /// One backup, by its id, by `APP@latest`, or by `latest`, which is the newest of any app; needs no password.
    ///
    /// @throws BackupException NOT_FOUND if there is none
    public BackupRecord find(String name) throws BackupException {
        return explained(() -> find.named(name));
    }

    /// As [#find(String)], to read it: if it is named by its id, also one that has no record, such as one that
    /// other software made.
    ///
    /// @param evenIfDamaged whether a record that cannot be understood, or is of an unfinished backup, is none
    public BackupRecord findReadable(String name, boolean evenIfDamaged) throws BackupException {
        return explained(() -> find.readable(name, evenIfDamaged));
    }

    /// What is in a backup, in path order, and what was left out of it when it was made.
    ///
    /// @param patterns which entries, see [RestoreRequest]; none for all
    public void files(BackupRecord record, List<String> patterns, Manifest.Visitor visitor) throws BackupException {
        carryOut(() -> read.files(record, patterns, visitor));
    }

    public RestoreSummary restore(BackupRecord record, RestoreRequest request, Progress progress)
            throws BackupException {
        return explained(() -> read.restore(record, request, progress));
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
        return explained(() -> read.restore(record, request, hook, progress));
    }

    /// Tells what [#restore] would do now. Changes nothing.
    public void previewRestore(BackupRecord record, RestoreRequest request, RestorePreview preview)
            throws BackupException {
        carryOut(() -> read.run(record, (manifest, _) -> {
            new PreviewRestore(request, preview).run(manifest);
            return true;
        }));
    }

    /// Writes one file of a backup to `out`, which receives nothing before all of it proved genuine.
    ///
    /// @param path as the backup has it, or as the app has it below `data/`
    /// @throws BackupException NOT_FOUND if there is no such file
    public void cat(BackupRecord record, String path, OutputStream out) throws BackupException {
        carryOut(() -> read.cat(record, path, out));
    }

    /// Looks at all that could make an import of a backup fail, reading one file of it. Changes nothing.
    public List<ImportFinding> checkImport(BackupRecord record, ImportRequest request) throws BackupException {
        return checkImport(record, request, new PlannedImports());
    }

    /// The same for one of several imports.
    ///
    /// @param before those that were looked at before; this one is added to them
    public List<ImportFinding> checkImport(BackupRecord record, ImportRequest request, PlannedImports before)
            throws BackupException {
        return explained(() -> read.run(
                record, (manifest, scratch) -> new CheckImport(vault, record, request, before, scratch).run(manifest)));
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
            return read.run(
                    record,
                    (manifest, scratch) -> other.receive(
                            vault, record, format.orElse(FormatKind.of(record.format())), manifest, scratch, progress));
        });
    }

    private CopyOutcome receive(
            Vault from, BackupRecord record, FormatKind format, Manifest manifest, Path scratch, Progress progress)
            throws IOException {
        Subject subject = record.subject();
        try (AppLock here = guard.here(subject)) {
            vault.unlock(Vault.Access.WRITE);
            return guard.inStore(here, subject, "backup copy", progress, hold -> {
                new PendingBackup(vault, subject).clear();
                return new CopyBackup(from, vault, record, format, scratch, progress, hold).run(manifest);
            });
        }
    }

    /// The server's own backups that a backup is part of; needs no password.
    ///
    /// @param progress hears of records that cannot be read
    public List<BackupRecord> boxesWith(BackupRecord record, Progress progress) throws BackupException {
        return list(Optional.empty(), progress).stream()
                .filter(other -> other.box()
                        .filter(box -> box.backups().contains(record.id()))
                        .isPresent())
                .toList();
    }

    /// Removes a backup for good; needs no password.
    public void remove(BackupRecord record) throws BackupException {
        explained(() -> {
            Subject subject = record.subject();
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
        return explained(() -> new ReviseRecord(vault, guard, find, "backup pin")
                .run(record.backupId(), current -> current.withPinned(pinned)));
    }

    /// Gives a backup a label, or takes it away; needs no password.
    ///
    /// @return its record from now on
    public BackupRecord label(BackupRecord record, Optional<String> label) throws BackupException {
        return explained(() -> new ReviseRecord(vault, guard, find, "backup label")
                .run(record.backupId(), current -> current.withLabel(label)));
    }

    /// Holds backups against their manifests, one after the other, and has their records remember it. What is damaged
    /// stops nothing, nor does a result that cannot be remembered.
    ///
    /// @throws BackupException NOT_FOUND if one is named that is not there; also if the store cannot be reached
    public void verify(VerifyRequest request, VerifyVisitor visitor, Progress progress) throws BackupException {
        carryOut(() -> verify.run(request, Optional.empty(), visitor, progress));
    }

    /// As [#verify(VerifyRequest, VerifyVisitor, Progress)], but first puts back what is missing or damaged, where the
    /// app's own directories, its other backups or other stores hold it, and then tells what is wrong still. What
    /// another run works on is told as failed, and stops no other.
    ///
    /// @param others asked only if something is wrong
    public void repair(VerifyRequest request, OtherStores others, VerifyVisitor visitor, Progress progress)
            throws BackupException {
        carryOut(() -> verify.run(request, Optional.of(() -> unlocked(others.open())), visitor, progress));
    }

    private static List<Vault> unlocked(List<BackupEngine> engines) throws IOException {
        List<Vault> vaults = new ArrayList<>();
        for (BackupEngine engine : engines) {
            engine.vault.unlock(Vault.Access.READ);
            vaults.add(engine.vault);
        }
        return vaults;
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
        return standings(rules.get(), progress).stream()
                .filter(standing -> standing.record().id().equals(record.id()))
                .findAny()
                .orElseThrow(() -> find.missing(record.id()));
    }

    /// The same of every backup, oldest first.
    public List<Standing> standings(RetentionRules rules, Progress progress) throws BackupException {
        Instant now = clock.instant();
        return explained(() -> {
            List<BackupId> unreadable = Collections.synchronizedList(new ArrayList<>());
            List<BackupRecord> records = new Catalog(vault.raw()).all((id, why) -> {
                unreadable.add(id);
                progress.on(new Event.Noticed(why.getMessage() + "; " + why.hint()));
            });
            Instant alive = now.minus(CleanupRequest.DEFAULT_AGE);
            return Standing.of(records, List.copyOf(unreadable), rules, now, alive);
        });
    }

    /// Removes what runs that died have left in the store, and under a retention policy the backups that it
    /// does not keep; needs no password. What cannot be removed hinders nothing else.
    ///
    /// @param progress hears of records that cannot be read
    /// @throws BackupException also when all else is done, if something could not be removed
    public void cleanUp(CleanupRequest request, CleanupVisitor visitor, Progress progress) throws BackupException {
        carryOut(() -> {
            Locks locks = new Locks(vault, state, guard, request.dryRun(), progress);
            new CleanUp(vault, locks, clock.instant(), request, visitor, location.minimumBilled()).run(progress);
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
