package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.holdfast.engine.lock.LockKeys;
import org.holdfast.engine.lock.LockOwner;
import org.holdfast.engine.lock.LockTimer;
import org.holdfast.engine.lock.LockedException;
import org.holdfast.engine.lock.StoreLock;
import org.holdfast.engine.lock.StoreLocks;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;

/// Both locks of an app on a store: the one of this machine, which costs nothing and ends with its process, and the one
/// in the store, which other machines see. Thread-safe.
final class AppGuard {
    private final Vault vault;
    private final StateDirectory state;
    private final InstantSource clock;
    private final StoreLocks locks;

    AppGuard(Vault vault, StateDirectory state, InstantSource clock, LockOwner owner, LockTimer timer) {
        this.vault = vault;
        this.state = state;
        this.clock = clock;
        this.locks = new StoreLocks(vault.raw(), owner, timer, clock);
    }

    /// The lock of this machine.
    ///
    /// @throws BackupException LOCKED, naming the owner, if another run holds it
    AppLock here(Subject app) throws IOException {
        return AppLock.acquire(state.app(vault, app).lock(), app, "in " + vault.name(), clock.instant());
    }

    /// What is done under both locks.
    @FunctionalInterface
    interface Work<T> {
        T run(Hold hold) throws IOException;
    }

    /// The lock in the store while it is held.
    @FunctionalInterface
    interface Hold {
        /// In a store that keeps nothing there is nothing to lock.
        Hold NOTHING = () -> {};

        /// To be called before what must not happen without the lock.
        ///
        /// @throws LockedException if it was taken over
        void require() throws IOException;
    }

    /// Runs `work` under the lock in the store.
    ///
    /// @param here what [#here] returned for the app; stays the caller's
    /// @param activity for people
    /// @param progress hears when a lock of a run that is gone is taken over
    /// @throws BackupException LOCKED if another run holds it, or took it over meanwhile
    <T> T inStore(AppLock here, Subject app, String activity, Progress progress, Work<T> work) throws IOException {
        if (!vault.keepsObjects()) {
            return work.run(Hold.NOTHING);
        }
        try (StoreLock lock = locks.acquire(
                Layout.lock(app),
                activity,
                mutex(here),
                held -> progress.on(new Event.Noticed("the lock of " + app.words() + " was left behind by "
                        + held.record().holder() + ", and is taken over: "
                        + held.gone().orElse(""))))) {
            return guarded(lock, work);
        } catch (LockedException e) {
            throw explained(app, e);
        }
    }

    /// A run that is interrupted since it lost its lock fails for that.
    private static <T> T guarded(StoreLock lock, Work<T> work) throws IOException {
        try {
            return work.run(lock::requireHeld);
        } catch (IOException e) {
            Optional<LockedException> lost = lock.lost();
            if (lost.isPresent() && !e.equals(lost.get())) {
                lost.get().addSuppressed(e);
                throw lost.get();
            }
            throw e;
        }
    }

    private BackupException explained(Subject app, LockedException e) {
        String holder = e.holder()
                .map(record -> ": " + record.holder())
                .orElse(e.lost() ? ": it was unlocked" : ", again and again");
        String hint = "wait for it to end; if it is gone for good, remove its lock: holdfast unlock " + app.argument()
                + " --from STORE";
        return new BackupException(
                Failure.LOCKED,
                (e.lost() ? "this run lost its lock, and another may work on " : "another run works on ") + app.words()
                        + " in " + vault.name() + holder,
                hint,
                List.of(),
                e);
    }

    private static Optional<String> mutex(AppLock here) throws IOException {
        return Optional.ofNullable(Files.readAttributes(here.file(), BasicFileAttributes.class)
                        .fileKey())
                .map(Objects::toString);
    }

    /// The apps that have a lock in the store, dead or alive.
    List<Subject> locked() throws IOException {
        return locks.list(Layout.LOCKS).stream()
                .map(LockKeys::name)
                .flatMap(name -> Layout.locked(name).stream())
                .toList();
    }

    /// Removes an app's lock from the store.
    ///
    /// @param force whether also that of a run that lives
    /// @throws BackupException LOCKED if its run lives
    Optional<StoreLocks.Held> unlock(Subject app, boolean force) throws IOException {
        try (AppLock here = here(app)) {
            return removed(app, force, mutex(here));
        } catch (BackupException e) {
            if (e.failure() != Failure.LOCKED || !force) {
                throw e;
            }
            return removed(app, true, Optional.empty());
        }
    }

    /// Removes what is left of locks that nobody holds any more.
    void removeStrays() throws IOException {
        locks.removeStrays(Layout.LOCKS);
    }

    private Optional<StoreLocks.Held> removed(Subject app, boolean force, Optional<String> mutex) throws IOException {
        try {
            return locks.remove(Layout.lock(app), force, mutex);
        } catch (LockedException e) {
            throw explained(app, e);
        }
    }
}
