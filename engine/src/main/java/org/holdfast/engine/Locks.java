package org.holdfast.engine;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.format.Event;
import org.holdfast.format.Progress;

/// The locks of one store, for cleaning up, which is left undone where a run holds one. Thread-safe.
final class Locks {
    private final Vault vault;
    private final StateDirectory state;
    private final AppGuard guard;
    private final boolean dryRun;
    private final Progress progress;

    /// @param dryRun whether to leave no trace, neither here nor in the store
    /// @param progress hears when a lock of a run that is gone is taken over
    Locks(Vault vault, StateDirectory state, AppGuard guard, boolean dryRun, Progress progress) {
        this.vault = vault;
        this.state = state;
        this.guard = guard;
        this.dryRun = dryRun;
        this.progress = progress;
    }

    /// What is done under a lock.
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /// Does `work` under a subject's lock.
    ///
    /// @return who holds the lock, if it was not done for that
    Optional<String> ifNobodyIsAt(Subject subject, Work work) throws IOException {
        return under(List.of(subject), Set.of(subject), work);
    }

    /// Does `work` under the locks of all that was ever backed up from here, or is locked from elsewhere.
    ///
    /// @return who holds one, if it was not done for that
    Optional<String> ifNobodyIsAtAny(Work work) throws IOException {
        Set<Subject> subjects = new TreeSet<>(Comparator.comparing(Subject::stem));
        Set<Subject> elsewhere = Set.copyOf(guard.locked());
        subjects.addAll(state.subjects(vault));
        subjects.addAll(elsewhere);
        return under(List.copyOf(subjects), elsewhere, work);
    }

    /// Removes the locks of runs that are gone, and what is left of others.
    void removeAbandoned() throws IOException {
        for (Subject subject : guard.locked()) {
            try {
                guard.unlock(subject, false)
                        .ifPresent(held -> progress.on(new Event.Noticed("removed the lock of " + subject.words()
                                + " that was left behind by " + held.record().holder() + ": "
                                + held.gone().orElse(""))));
            } catch (BackupException e) {
                if (e.failure() != Failure.LOCKED) {
                    throw e;
                }
            }
        }
        guard.removeStrays();
    }

    /// @param inStore those that are locked in the store too; a lock there costs requests
    private Optional<String> under(List<Subject> subjects, Set<Subject> inStore, Work work) throws IOException {
        AtomicBoolean begun = new AtomicBoolean();
        try {
            locked(subjects, inStore, () -> {
                begun.set(true);
                work.run();
            });
            return Optional.empty();
        } catch (BackupException e) {
            if (begun.get() || e.failure() != Failure.LOCKED) {
                throw e;
            }
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void locked(List<Subject> subjects, Set<Subject> inStore, Work work) throws IOException {
        if (subjects.isEmpty()) {
            work.run();
            return;
        }
        Subject subject = subjects.getFirst();
        List<Subject> rest = subjects.subList(1, subjects.size());
        if (dryRun && !state.subjects(vault).contains(subject)) {
            locked(rest, inStore, work);
            return;
        }
        try (AppLock here = guard.here(subject)) {
            if (dryRun || !inStore.contains(subject)) {
                locked(rest, inStore, work);
                return;
            }
            guard.inStore(here, subject, "backup cleanup", progress, _ -> {
                locked(rest, inStore, work);
                return true;
            });
        }
    }
}
