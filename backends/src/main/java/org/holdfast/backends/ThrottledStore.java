package org.holdfast.backends;

import java.io.IOException;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;

/// Bounds how many bytes of objects are written and read in a second, both together, by all threads. What the place
/// copies by itself is not counted. Closes the store it wraps.
///
/// For stores whose objects are streams of this process; those that speak to a service count what they send.
public final class ThrottledStore implements ObjectStore {
    private final ObjectStore store;
    private final TokenBucket bandwidth;

    public ThrottledStore(ObjectStore store, TokenBucket bandwidth) {
        this.store = Objects.requireNonNull(store);
        this.bandwidth = Objects.requireNonNull(bandwidth);
    }

    @Override
    public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
        return store.put(key, throttled(source));
    }

    @Override
    public boolean create(ObjectKey key, byte[] content) throws IOException {
        Interruption.check();
        bandwidth.take(content.length);
        return store.create(key, content);
    }

    @Override
    public void get(ObjectKey key, ByteSink sink) throws IOException {
        store.get(key, in -> Callbacks.read(sink, new ThrottledInput(in, bandwidth)));
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
        store.copy(from, to, original.map(this::throttled));
    }

    private ByteSource throttled(ByteSource source) {
        return ByteSource.like(source, out -> Callbacks.write(source, new ThrottledOutput(out, bandwidth)));
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
