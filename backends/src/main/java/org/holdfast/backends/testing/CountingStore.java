package org.holdfast.backends.testing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.holdfast.backends.ByteSink;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.Capabilities;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.backends.Operation;
import org.holdfast.backends.Unfinished;
import org.holdfast.backends.UnfinishedVisitor;

/// Remembers every call before passing it on, so that a test may say "one upload and nothing else". Closes the store
/// it wraps.
public final class CountingStore implements ObjectStore {
    private final ObjectStore store;

    /// Guarded by itself.
    private final List<Call> calls = new ArrayList<>();

    public CountingStore(ObjectStore store) {
        this.store = Objects.requireNonNull(store);
    }

    /// All calls so far, in order of their beginning.
    public List<Call> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    public long count(Operation operation) {
        return calls().stream().filter(call -> call.operation() == operation).count();
    }

    /// The keys of all calls of one kind, in order, repeated as they were.
    public List<ObjectKey> keys(Operation operation) {
        return calls().stream()
                .filter(call -> call.operation() == operation)
                .flatMap(call -> call.keys().stream())
                .toList();
    }

    /// Forgets all calls so far.
    public void reset() {
        synchronized (calls) {
            calls.clear();
        }
    }

    @Override
    public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
        remember(Operation.PUT, List.of(key));
        return store.put(key, source);
    }

    /// Counts as a put.
    @Override
    public boolean create(ObjectKey key, byte[] content) throws IOException {
        remember(Operation.PUT, List.of(key));
        return store.create(key, content);
    }

    @Override
    public void get(ObjectKey key, ByteSink sink) throws IOException {
        remember(Operation.GET, List.of(key));
        store.get(key, sink);
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws IOException {
        remember(Operation.STAT, List.of(key));
        return store.stat(key);
    }

    @Override
    public void list(ObjectKey prefix, Depth depth, ObjectVisitor visitor) throws IOException {
        remember(Operation.LIST, List.of(prefix));
        store.list(prefix, depth, visitor);
    }

    @Override
    public void copy(ObjectKey from, ObjectKey to, Optional<ByteSource> original) throws IOException {
        remember(Operation.COPY, List.of(from, to));
        store.copy(from, to, original);
    }

    @Override
    public void delete(Collection<ObjectKey> keys) throws IOException {
        remember(Operation.DELETE, List.copyOf(keys));
        store.delete(keys);
    }

    @Override
    public void unfinished(ObjectKey prefix, UnfinishedVisitor visitor) throws IOException {
        remember(Operation.LIST, List.of(prefix));
        store.unfinished(prefix, visitor);
    }

    @Override
    public void discard(Unfinished found) throws IOException {
        remember(Operation.DELETE, List.of(found.key()));
        store.discard(found);
    }

    @Override
    public void flush() throws IOException {
        remember(Operation.FLUSH, List.of());
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

    private void remember(Operation operation, List<ObjectKey> keys) {
        synchronized (calls) {
            calls.add(new Call(operation, keys));
        }
    }
}
