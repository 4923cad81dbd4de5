package org.holdfast.engine;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The locks of one store, for work that is left undone where a run holds one. Thread-safe.
final class Locks {
    private final Vault vault;
    private final StateDirectory state;
    private final InstantSource clock;

    Locks(Vault vault, StateDirectory state, InstantSource clock) {
        this.vault = vault;
        this.state = state;
        this.clock = clock;
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
        // Nobody can hold the lock of what was never backed up from here, and asking would leave a trace.
        return under(state.subjects(vault).contains(subject) ? List.of(subject) : List.of(), work);
    }

    /// Does `work` under the locks of all that was ever backed up from here.
    ///
    /// @return who holds one, if it was not done for that
    Optional<String> ifNobodyIsAtAny(Work work) throws IOException {
        return under(state.subjects(vault), work);
    }

    private Optional<String> under(Collection<Subject> subjects, Work work) throws IOException {
        List<AppLock> held = new ArrayList<>();
        try {
            for (Subject subject : subjects) {
                Optional<String> holder = tryLock(subject, held);
                if (holder.isPresent()) {
                    return holder;
                }
            }
            work.run();
            return Optional.empty();
        } finally {
            for (AppLock lock : held) {
                lock.close();
            }
        }
    }

    private Optional<String> tryLock(Subject subject, List<AppLock> held) throws IOException {
        try {
            held.add(AppLock.acquire(state.app(vault, subject).lock(), subject, vault.name(), clock.instant()));
            return Optional.empty();
        } catch (BackupException e) {
            if (e.failure() != Failure.LOCKED) {
                throw e;
            }
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
