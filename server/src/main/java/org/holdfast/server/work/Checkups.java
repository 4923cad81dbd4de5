package org.holdfast.server.work;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.engine.doctor.Diagnosis;
import org.holdfast.engine.doctor.MountTable;
import org.holdfast.engine.run.Checkup;

/// What `doctor` finds, as of some minutes ago at most; nobody waits for it. Thread-safe.
public final class Checkups {
    private static final Duration FRESH = Duration.ofMinutes(5);

    private final Workshop shop;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile Optional<Found> last = Optional.empty();
    private volatile boolean stale = true;

    /// What was found.
    ///
    /// @param trouble why it could not look
    public record Found(Instant at, List<Diagnosis> diagnoses, Optional<BackupException> trouble) {}

    public Checkups(Workshop shop) {
        this.shop = shop;
    }

    /// The last findings; has somebody look if they are old. Empty before the first.
    public Optional<Found> known() {
        Instant now = shop.clock().instant();
        boolean fresh = !stale
                && last.filter(found -> found.at.plus(FRESH).isAfter(now)).isPresent();
        if (!fresh && !looking.isLocked()) {
            Thread.ofVirtual().name("checkup").start(this::look);
        }
        return last;
    }

    private void look() {
        if (!looking.tryLock()) {
            return;
        }
        try {
            stale = false;
            Instant now = shop.clock().instant();
            last = Optional.of(found(now));
        } finally {
            looking.unlock();
        }
    }

    private Found found(Instant now) {
        try {
            Checkup checkup = new Checkup(
                    shop.configuration(), shop.access(), shop.state().root(), MountTable.current(), now);
            return new Found(now, checkup.run(), Optional.empty());
        } catch (BackupException e) {
            return new Found(now, List.of(), Optional.of(e));
        } catch (IOException e) {
            return new Found(
                    now,
                    List.of(),
                    Optional.of(new BackupException(Failure.FAILED, String.valueOf(e.getMessage()), "", List.of(), e)));
        }
    }

    /// Something has changed since.
    public void changed() {
        stale = true;
    }
}
