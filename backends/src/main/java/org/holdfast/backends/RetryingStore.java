package org.holdfast.backends;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Tries again what failed with a [TransientStoreException], whole operations and nothing else. Closes the store it
/// wraps.
///
/// A `put` or `get` calls the source or sink again, which starts over. Exceptions of the caller's callbacks are never
/// retried, not even a [TransientStoreException] of theirs. A `delete` asks again only for the survivors.
///
/// A `list` is tried again only as long as nothing was visited. Afterwards the failure goes through: no key may be
/// visited twice, the order of a listing means nothing, and remembering all keys would take memory without bound.
/// Stores that list page by page therefore try a page again themselves.
public final class RetryingStore implements ObjectStore {
    private final ObjectStore store;
    private final Retries retries;

    public RetryingStore(ObjectStore store, RetryPolicy policy, RetryListener listener) {
        this(store, new Retries(policy, listener));
    }

    /// As above, for those who must not wait or want the same delays each time.
    ///
    /// @param random for the jitter; used by one thread at a time
    public RetryingStore(
            ObjectStore store, RetryPolicy policy, RetryListener listener, Sleeper sleeper, RandomGenerator random) {
        this(store, new Retries(policy, listener, sleeper, System::nanoTime, random));
    }

    private RetryingStore(ObjectStore store, Retries retries) {
        this.store = Objects.requireNonNull(store);
        this.retries = retries;
    }

    @Override
    public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
        return retries.run(
                Operation.PUT,
                key,
                attempt -> store.put(
                        key, ByteSource.like(source, out -> Callbacks.write(source, out, _ -> attempt.last()))));
    }

    @Override
    public boolean create(ObjectKey key, byte[] content) throws IOException {
        AtomicBoolean again = new AtomicBoolean();
        return retries.run(Operation.PUT, key, _ -> {
            boolean doubt = again.getAndSet(true);
            return store.create(key, content) || (doubt && holds(key, content));
        });
    }

    private boolean holds(ObjectKey key, byte[] content) throws IOException {
        AtomicReference<byte[]> there = new AtomicReference<>(new byte[0]);
        try {
            store.get(key, in -> there.set(in.readAllBytes()));
        } catch (ObjectNotFoundException _) {
            return false;
        }
        return Arrays.equals(there.get(), content);
    }

    @Override
    public void get(ObjectKey key, ByteSink sink) throws IOException {
        retries.<@Nullable Void>run(Operation.GET, key, attempt -> {
            store.get(key, in -> Callbacks.read(sink, in, _ -> attempt.last()));
            return null;
        });
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws IOException {
        return retries.run(Operation.STAT, key, _ -> store.stat(key));
    }

    @Override
    public void list(ObjectKey prefix, Depth depth, ObjectVisitor visitor) throws IOException {
        retries.<@Nullable Void>run(Operation.LIST, prefix, attempt -> {
            store.list(prefix, depth, new ObjectVisitor() {
                @Override
                public void object(ObjectInfo info) throws IOException {
                    attempt.last();
                    visitor.object(info);
                }

                @Override
                public void prefix(ObjectKey found) throws IOException {
                    attempt.last();
                    visitor.prefix(found);
                }
            });
            return null;
        });
    }

    @Override
    public void copy(ObjectKey from, ObjectKey to, Optional<ByteSource> original) throws IOException {
        retries.<@Nullable Void>run(Operation.COPY, from, _ -> {
            store.copy(from, to, original);
            return null;
        });
    }

    @Override
    public void delete(Collection<ObjectKey> keys) throws IOException {
        if (keys.isEmpty()) {
            return;
        }
        AtomicReference<Collection<ObjectKey>> remaining = new AtomicReference<>(List.copyOf(keys));
        retries.<@Nullable Void>run(Operation.DELETE, keys.iterator().next(), _ -> {
            try {
                store.delete(remaining.get());
            } catch (PartialDeleteException e) {
                remaining.set(e.survivors());
                throw e;
            }
            return null;
        });
    }

    @Override
    public void unfinished(ObjectKey prefix, UnfinishedVisitor visitor) throws IOException {
        retries.<@Nullable Void>run(Operation.LIST, prefix, attempt -> {
            store.unfinished(prefix, found -> {
                attempt.last();
                visitor.unfinished(found);
            });
            return null;
        });
    }

    @Override
    public void discard(Unfinished found) throws IOException {
        retries.<@Nullable Void>run(Operation.DELETE, found.key(), _ -> {
            store.discard(found);
            return null;
        });
    }

    @Override
    public void flush() throws IOException {
        retries.<@Nullable Void>run(Operation.FLUSH, ObjectKey.ROOT, _ -> {
            store.flush();
            return null;
        });
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
