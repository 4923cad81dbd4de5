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

    // Guarded by this.
    private int files;
    private long bytes;

    Records(ObjectStore here, SyncIndex index) {
        this.here = here;
        this.index = index;
    }

    /// To be called when the store has the file.
    synchronized void stored(StoredEntry entry) throws IOException {
        index.stored(entry);
        files++;
        bytes += entry.tree().size();
        if (files >= BARRIER_FILES || bytes >= BARRIER_BYTES) {
            barrier();
        }
    }

    /// To be called when the store has nothing of that path any more.
    synchronized void removed(BytePath path) throws IOException {
        index.removed(path);
    }

    /// Returns when all that was recorded outlives a power cut.
    synchronized void barrier() throws IOException {
        here.flush();
        index.barrier();
        files = 0;
        bytes = 0;
    }
}
