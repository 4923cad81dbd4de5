package org.holdfast.format;

import java.io.IOException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.names.BytePath;
import org.holdfast.sync.StoredEntry;
import org.holdfast.sync.SyncIndex;

/// What a run has done to the working copy, as its index learns of it. It is made durable now and then, so that a power
/// cut costs no more than what came since. Other files are sent meanwhile; only who has done something waits.
/// Thread-safe.
final class Records {
    private static final int BARRIER_FILES = 20_000;
    private static final long BARRIER_BYTES = 4L << 30;

    private final ObjectStore here;
    private final SyncIndex index;

    private final int barrierFiles;
    private final long barrierBytes;

    // Guarded by this.
    private int files;
    private long bytes;
    private boolean broken;

    Records(ObjectStore here, SyncIndex index) {
        this(here, index, BARRIER_FILES, BARRIER_BYTES);
    }

    Records(ObjectStore here, SyncIndex index, int barrierFiles, long barrierBytes) {
        this.here = here;
        this.index = index;
        this.barrierFiles = barrierFiles;
        this.barrierBytes = barrierBytes;
    }

    /// To be called when the store has the file.
    synchronized void stored(StoredEntry entry) throws IOException {
        index.stored(entry);
        files++;
        bytes += entry.tree().size();
        if (files >= barrierFiles || bytes >= barrierBytes) {
            barrier();
        }
    }

    /// To be called when the store has nothing of that path any more.
    synchronized void removed(BytePath path) throws IOException {
        index.removed(path);
    }

    /// Returns when all that was recorded outlives a power cut.
    ///
    /// @throws IOException if it cannot be made to, or could not be before
    synchronized void barrier() throws IOException {
        if (broken) {
            // A disk tells only once what it lost, and the next flush would succeed.
            throw new IOException("what was sent before could not be made durable; run the backup again");
        }
        broken = true;
        here.flush();
        index.barrier();
        broken = false;
        files = 0;
        bytes = 0;
    }
}
