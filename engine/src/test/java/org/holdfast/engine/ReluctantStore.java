package org.holdfast.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.Optional;
import org.holdfast.backends.ByteSink;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.Callbacks;
import org.holdfast.backends.Capabilities;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.Unfinished;
import org.holdfast.backends.UnfinishedVisitor;

/// The slowest store there can be: before it takes the next piece of an app's files it waits until nobody who reads
/// them can go on without that. It fails if they have come too far by then, or when it has had enough. It keeps
/// nothing of what it takes.
final class ReluctantStore implements ObjectStore {
    static final String ENOUGH = "the store has had enough";
    static final String TOO_FAR = "was read that the store did not take";

    private static final int PIECE = 1 << 20;

    private final ObjectStore store;
    private final Readers readers;
    private final long most;
    private final long ahead;

    /// Guarded by this.
    private long taken;

    /// @param store for everything else
    /// @param most how much it takes
    /// @param ahead how much may have been read that it did not take
    ReluctantStore(ObjectStore store, Readers readers, long most, long ahead) {
        this.store = store;
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
            return store.put(key, source);
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

    @Override
    public boolean create(ObjectKey key, byte[] content) throws IOException {
        return store.create(key, content);
    }

    @Override
    public void get(ObjectKey key, ByteSink sink) throws IOException {
        store.get(key, sink);
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws IOException {
        return store.stat(key);
    }

    @Override
    public void list(ObjectKey prefix, Depth depth, ObjectVisitor visitor) throws IOException {
        store.list(prefix, depth, visitor);
    }

    @Override
    public void copy(ObjectKey from, ObjectKey to, Optional<ByteSource> original) throws IOException {
        store.copy(from, to, original);
    }

    @Override
    public void delete(Collection<ObjectKey> keys) throws IOException {
        store.delete(keys);
    }

    @Override
    public void unfinished(ObjectKey prefix, UnfinishedVisitor visitor) throws IOException {
        store.unfinished(prefix, visitor);
    }

    @Override
    public void discard(Unfinished found) throws IOException {
        store.discard(found);
    }

    @Override
    public void flush() throws IOException {
        store.flush();
    }

    @Override
    public Capabilities capabilities() {
        return store.capabilities();
    }

    @Override
    public void close() {
        store.close();
    }
}
