package org.holdfast.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.Callbacks;
import org.holdfast.backends.ForwardingStore;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.PermanentStoreException;

/// The slowest store there can be: before it takes the next piece of an app's files it waits until nobody who reads
/// them can go on without that. It fails if they have come too far by then, or when it has had enough. It keeps
/// nothing of what it takes.
final class ReluctantStore extends ForwardingStore {
    static final String ENOUGH = "the store has had enough";
    static final String TOO_FAR = "was read that the store did not take";

    private static final int PIECE = 1 << 20;

    private final Readers readers;
    private final long most;
    private final long ahead;

    /// Guarded by this.
    private long taken;

    /// @param store for everything else
    /// @param most how much it takes
    /// @param ahead how much may have been read that it did not take
    ReluctantStore(ObjectStore store, Readers readers, long most, long ahead) {
        super(store);
        this.readers = readers;
        this.most = most;
        this.ahead = ahead;
    }

    private synchronized void take(int bytes) throws IOException {
        if (taken / PIECE != (taken + bytes) / PIECE) {
            readers.awaitRest(taken + ahead);
            long more = readers.bytes() - taken;
            if (more > ahead) {
                throw new PermanentStoreException(more + " bytes " + TOO_FAR);
            }
        }
        taken += bytes;
        if (taken > most) {
            throw new PermanentStoreException(ENOUGH);
        }
    }

    @Override
    public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
        if (!isContent(key)) {
            return inner.put(key, source);
        }
        Callbacks.write(source, new Taking());
        return Optional.empty();
    }

    private static boolean isContent(ObjectKey key) {
        return key.startsWith(Layout.WORKING_COPIES) && (key.path().segments().size() > 2 || Layout.isArchive(key));
    }

    private final class Taking extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            take(1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            take(count);
        }
    }
}
