package org.holdfast.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.holdfast.sync.TreeEntry;
import org.jspecify.annotations.Nullable;

/// One file that several may read, block by block: who first needs a block reads it. Thread-safe.
final class SharedFile {
    static final int BLOCK = 1 << 16;

    private static final byte[] END = new byte[0];

    private final TreeEntry entry;
    private final SharedReads reads;

    /// Guarded by this, as is what follows.
    private @Nullable InputStream in;

    private final Map<Integer, byte[]> blocks = new HashMap<>();
    private int next;
    private int readers;
    private State state = State.OPEN;

    private enum State {
        OPEN,
        /// Read to its end.
        READ,
        /// Nobody read it to its end, and nobody can any more.
        BROKEN
    }

    /// Not open yet, and without a reader.
    SharedFile(TreeEntry entry, SharedReads reads) {
        this.entry = entry;
        this.reads = reads;
    }

    /// The file as it was when it was opened.
    TreeEntry entry() {
        return entry;
    }

    /// One more reader, who begins at the beginning. Opens the file if nobody has.
    ///
    /// @return false if the beginning is not kept any more
    synchronized boolean join(SharedReads.Opening opening) throws IOException {
        boolean hasBeginning = next == 0 || blocks.containsKey(0);
        if (state == State.BROKEN || !hasBeginning) {
            return false;
        }
        if (in == null) {
            try {
                in = opening.open();
            } catch (Throwable e) {
                state = State.BROKEN;
                throw e;
            }
        }
        readers++;
        return true;
    }

    /// One reader fewer.
    void leave() throws IOException {
        boolean useless;
        synchronized (this) {
            readers--;
            if (readers == 0 && state == State.OPEN) {
                state = State.BROKEN;
                opened().close();
            }
            useless = readers == 0 && (state == State.BROKEN || blocks.isEmpty());
        }
        if (useless) {
            reads.forget(this);
        }
    }

    /// A block, empty behind the last one.
    ///
    /// @param block the one after those that the caller had
    /// @return null if it cannot be had here any more
    byte @Nullable [] block(int block) throws IOException {
        byte[] read;
        synchronized (this) {
            if (block < next) {
                return blocks.get(block);
            }
            if (state != State.OPEN) {
                return state == State.READ ? END : null;
            }
            read = readNext();
        }
        if (read.length > 0) {
            reads.keep(this, block, read.length);
        }
        return read;
    }

    private InputStream opened() {
        return Objects.requireNonNull(in, "only a reader reads");
    }

    private byte[] readNext() throws IOException {
        // One byte more than expected, to meet the end with the first reading.
        byte[] read = new byte[next == 0 ? (int) Math.min(entry.size() + 1, BLOCK) : BLOCK];
        try {
            int length = opened().readNBytes(read, 0, read.length);
            if (length < read.length) {
                state = State.READ;
                opened().close();
            }
            if (length == 0) {
                return END;
            }
            byte[] block = length == read.length ? read : Arrays.copyOf(read, length);
            blocks.put(next++, block);
            return block;
        } catch (IOException e) {
            state = State.BROKEN;
            opened().close();
            throw e;
        }
    }

    /// Lets go of a block.
    void drop(int block) {
        synchronized (this) {
            blocks.remove(block);
        }
        if (block == 0) {
            reads.forget(this);
        }
    }
}
