package org.holdfast.backends;

import java.io.IOException;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;

/// Passes every call on, for stores that do something of their own about a few. As thread-safe as the store it wraps,
/// which it closes.
public abstract class ForwardingStore implements ObjectStore {
    protected final ObjectStore inner;

    protected ForwardingStore(ObjectStore inner) {
        this.inner = Objects.requireNonNull(inner);
    }

    @Override
    public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
        return inner.put(key, source);
    }

    @Override
    public boolean create(ObjectKey key, byte[] content) throws IOException {
        return inner.create(key, content);
    }

    @Override
    public void get(ObjectKey key, ByteSink sink) throws IOException {
        inner.get(key, sink);
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws IOException {
        return inner.stat(key);
    }

    @Override
    public void list(ObjectKey prefix, Depth depth, ObjectVisitor visitor) throws IOException {
        inner.list(prefix, depth, visitor);
    }

    @Override
    public void copy(ObjectKey from, ObjectKey to, Optional<ByteSource> original) throws IOException {
        inner.copy(from, to, original);
    }

    @Override
    public void delete(Collection<ObjectKey> keys) throws IOException {
        inner.delete(keys);
    }

    @Override
    public void unfinished(ObjectKey prefix, UnfinishedVisitor visitor) throws IOException {
        inner.unfinished(prefix, visitor);
    }

    @Override
    public void discard(Unfinished found) throws IOException {
        inner.discard(found);
    }

    @Override
    public void flush() throws IOException {
        inner.flush();
    }

    @Override
    public Capabilities capabilities() {
        return inner.capabilities();
    }

    @Override
    public void close() {
        inner.close();
    }
}
