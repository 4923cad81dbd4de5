package org.holdfast.backends;

import java.io.IOException;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.backends.testing.MemoryStore;

/// Tells whether it was closed.
record ClosingStore(AtomicBoolean closed) implements ObjectStore {
    @Override
    public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
        throw new AssertionError(key);
    }

    @Override
    public boolean create(ObjectKey key, byte[] content) throws IOException {
        throw new AssertionError(key);
    }

    @Override
    public void get(ObjectKey key, ByteSink sink) throws IOException {
        throw new AssertionError(key);
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws IOException {
        throw new AssertionError(key);
    }

    @Override
    public void list(ObjectKey prefix, Depth depth, ObjectVisitor visitor) throws IOException {
        throw new AssertionError(prefix);
    }

    @Override
    public void copy(ObjectKey from, ObjectKey to, Optional<ByteSource> original) throws IOException {
        throw new AssertionError(from);
    }

    @Override
    public void delete(Collection<ObjectKey> keys) throws IOException {
        throw new AssertionError(keys);
    }

    @Override
    public void unfinished(ObjectKey prefix, UnfinishedVisitor visitor) throws IOException {
        throw new AssertionError(prefix);
    }

    @Override
    public void discard(Unfinished found) throws IOException {
        throw new AssertionError(found);
    }

    @Override
    public void flush() throws IOException {
        throw new AssertionError("flush");
    }

    @Override
    public Capabilities capabilities() {
        return new MemoryStore().capabilities();
    }

    @Override
    public void close() {
        closed.set(true);
    }
}
