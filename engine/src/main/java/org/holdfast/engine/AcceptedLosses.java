package org.holdfast.engine;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.StoreException;
import org.holdfast.crypto.AuthenticationException;
import org.holdfast.format.DamagedException;
import org.holdfast.format.Event;
import org.holdfast.format.Losses;
import org.holdfast.format.Progress;
import org.holdfast.names.BytePath;

/// Goes on without whatever of a backup is damaged, and tells of each file. What keeps the store itself from being read
/// is no damage: another try may find it whole. Thread-safe.
final class AcceptedLosses implements Losses {
    private final Progress progress;
    private final AtomicLong files = new AtomicLong();
    private final AtomicBoolean brokenOff = new AtomicBoolean();

    AcceptedLosses(Progress progress) {
        this.progress = progress;
    }

    @Override
    public void lost(BytePath path, IOException why) throws IOException {
        require(why);
        files.incrementAndGet();
        progress.on(new Event.Lost(path, String.valueOf(why.getMessage())));
    }

    @Override
    public void brokenOff(IOException why) throws IOException {
        require(why);
        if (!brokenOff.getAndSet(true)) {
            progress.on(new Event.Noticed("the archive did not prove genuine, and cannot be read beyond some point: "
                    + why.getMessage() + "; what comes before it counts if it is what the manifest says"));
        }
    }

    /// How many entries are missing.
    long files() {
        return files.get();
    }

    boolean isWhole() {
        return files.get() == 0 && !brokenOff.get();
    }

    private static void require(IOException why) throws IOException {
        boolean damage =
                switch (why) {
                    case DamagedException _, AuthenticationException _, ObjectNotFoundException _ -> true;
                    case StoreException store -> Failures.explain(store).failure() == Failure.FAILED;
                    case BackupException known -> known.failure() == Failure.DAMAGED;
                    default -> false;
                };
        if (!damage) {
            throw why;
        }
    }
}
