package org.holdfast.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.names.BytePath;
import org.holdfast.sync.TreeEntry;

/// Files of a source for several runs at a time. What one of them reads is kept for a while, in a fixed amount
/// of memory, for the others: as long as they are at about the same place, a file is opened and read once.
/// Thread-safe.
///
/// No run ever waits for another. Whoever comes first to a place reads it from the disk; whoever comes when it
/// is no longer kept opens the file for itself, and the system's own cache of files is what saves the disk
/// then. To hold a quick run back until a slow one has caught up would only make its backup later, and would
/// let a site that hangs hang all others.
///
/// A run is given what was read of a file before only if the file still looks as it did then: the entries that
/// it is opened with must agree in size, times and inode.
class SharedReads implements Closeable {
    /// Enough for some thousand small files, or for one run to lag a tenth of a second behind another.
    private static final long BYTES = 8L << 20;

    /// What a kept block takes besides its content.
    private static final int OVERHEAD = 512;

    /// How a file is opened.
    @FunctionalInterface
    interface Opening {
        InputStream open() throws IOException;
    }

    /// A kept block, in the order of reading.
    private record Kept(SharedFile file, int block, long cost) {}

    private final long most;

    /// Those that can be joined, by path; guarded by this, as is what follows.
    private final Map<BytePath, SharedFile> files = new HashMap<>();

    private final Deque<Kept> kept = new ArrayDeque<>();
    private long cost;

    /// @param most how many bytes are kept; 0 to share nothing
    SharedReads(long most) {
        this.most = most;
    }

    /// For so many runs at a time.
    static SharedReads of(int runs) {
        return new SharedReads(runs < 2 ? 0 : BYTES);
    }

    /// The content of a file.
    ///
    /// @param entry the file as it just was
    /// @param opening for who must read it from the disk, also when he has begun already
    InputStream open(TreeEntry entry, Opening opening) throws IOException {
        if (most == 0) {
            return opening.open();
        }
        SharedFile known = known(entry);
        if (known.join(opening)) {
            return new SharedInput(known, opening);
        }
        // Joined before anybody else can join and give up.
        SharedFile own = new SharedFile(entry, this);
        own.join(opening);
        synchronized (this) {
            files.put(entry.path(), own);
        }
        return new SharedInput(own, opening);
    }

    private synchronized SharedFile known(TreeEntry entry) {
        SharedFile known = files.get(entry.path());
        if (known != null && SourceReader.isSame(known.entry(), entry)) {
            return known;
        }
        SharedFile added = new SharedFile(entry, this);
        files.put(entry.path(), added);
        return added;
    }

    /// Notes that a block was read, and lets go of the oldest ones if there are too many. Not to be called by
    /// who holds a file's lock, since this takes those of others.
    void keep(SharedFile file, int block, int bytes) {
        List<Kept> old = new ArrayList<>();
        synchronized (this) {
            Kept added = new Kept(file, block, bytes + OVERHEAD);
            kept.add(added);
            cost += added.cost;
            while (cost > most && !kept.isEmpty()) {
                Kept oldest = kept.remove();
                cost -= oldest.cost;
                old.add(oldest);
            }
        }
        old.forEach(oldest -> oldest.file.drop(oldest.block));
    }

    /// From now on nobody joins it.
    synchronized void forget(SharedFile file) {
        files.remove(file.entry().path(), file);
    }

    /// Forgets everything that is kept. Who reads goes on.
    @Override
    public void close() {
        List<Kept> all;
        synchronized (this) {
            all = List.copyOf(kept);
            kept.clear();
            cost = 0;
        }
        all.forEach(block -> block.file.drop(block.block));
    }
}
