package org.holdfast.backends;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/// Bounds how many bytes of objects are written and read in a second, both together, by all threads. What the place
/// copies by itself is not counted. Closes the store it wraps.
///
/// For stores whose objects are streams of this process; those that speak to a service count what they send.
public final class ThrottledStore extends ForwardingStore {
    private final TokenBucket bandwidth;

    public ThrottledStore(ObjectStore store, TokenBucket bandwidth) {
        super(store);
        this.bandwidth = Objects.requireNonNull(bandwidth);
    }

    @Override
    public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
        return inner.put(key, throttled(source));
    }

    @Override
    public boolean create(ObjectKey key, byte[] content) throws IOException {
        Interruption.check();
        bandwidth.take(content.length);
        return inner.create(key, content);
    }

    @Override
    public void get(ObjectKey key, ByteSink sink) throws IOException {
        inner.get(key, in -> Callbacks.read(sink, new ThrottledInput(in, bandwidth)));
    }

    @Override
    public void copy(ObjectKey from, ObjectKey to, Optional<ByteSource> original) throws IOException {
        inner.copy(from, to, original.map(this::throttled));
    }

    private ByteSource throttled(ByteSource source) {
        return ByteSource.like(source, out -> Callbacks.write(source, new ThrottledOutput(out, bandwidth)));
    }
}
