package org.holdfast.backends;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
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
    private final RetryPolicy policy;
    private final RetryListener listener;
    private final Sleeper sleeper;
    private final RandomGenerator random;

    public RetryingStore(ObjectStore store, RetryPolicy policy, RetryListener listener) {
        this(store, policy, listener, Thread::sleep, new SplittableRandom());
    }

    /// As above, for those who must not wait or want the same delays each time.
    ///
    /// @param random for the jitter; used by one thread at a time
    public RetryingStore(
            ObjectStore store, RetryPolicy policy, RetryListener listener, Sleeper sleeper, RandomGenerator random) {
        this.store = Objects.requireNonNull(store);
        this.policy = Objects.requireNonNull(policy);
        this.listener = Objects.requireNonNull(listener);
        this.sleeper = Objects.requireNonNull(sleeper);
        this.random = Objects.requireNonNull(random);
    }

    @Override
    public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
        return retry(
                Operation.PUT,
                key,
                caller -> store.put(
                        key, ByteSource.like(source, out -> Callbacks.write(source, out, _ -> caller.forbidRetry()))));
    }

    @Override
    public void get(ObjectKey key, ByteSink sink) throws IOException {
        this.<@Nullable Void>retry(Operation.GET, key, caller -> {
            store.get(key, in -> Callbacks.read(sink, in, _ -> caller.forbidRetry()));
            return null;
        });
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws IOException {
        return retry(Operation.STAT, key, _ -> store.stat(key));
    }

    @Override
    public void list(ObjectKey prefix, Depth depth, ObjectVisitor visitor) throws IOException {
        this.<@Nullable Void>retry(Operation.LIST, prefix, caller -> {
            store.list(prefix, depth, new ObjectVisitor() {
                @Override
                public void object(ObjectInfo info) throws IOException {
                    caller.forbidRetry();
                    visitor.object(info);
                }

                @Override
                public void prefix(ObjectKey found) throws IOException {
                    caller.forbidRetry();
                    visitor.prefix(found);
                }
            });
            return null;
        });
    }

    @Override
    public void copy(ObjectKey from, ObjectKey to, Optional<ByteSource> original) throws IOException {
        this.<@Nullable Void>retry(Operation.COPY, from, _ -> {
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
        this.<@Nullable Void>retry(Operation.DELETE, keys.iterator().next(), _ -> {
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
        this.<@Nullable Void>retry(Operation.LIST, prefix, caller -> {
            store.unfinished(prefix, found -> {
                caller.forbidRetry();
                visitor.unfinished(found);
            });
            return null;
        });
    }

    @Override
    public void discard(Unfinished found) throws IOException {
        this.<@Nullable Void>retry(Operation.DELETE, found.key(), _ -> {
            store.discard(found);
            return null;
        });
    }

    @Override
    public void flush() throws IOException {
        this.<@Nullable Void>retry(Operation.FLUSH, ObjectKey.ROOT, _ -> {
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

    private <T extends @Nullable Object> T retry(Operation operation, ObjectKey key, Attempt<T> attempt)
            throws IOException {
        for (int number = 1; ; number++) {
            Caller caller = new Caller();
            try {
                return attempt.run(caller);
            } catch (TransientStoreException e) {
                giveUpOrWait(operation, key, number, caller, e, e);
            } catch (PartialDeleteException e) {
                Optional<TransientStoreException> passing = e.transientFailure();
                if (passing.isEmpty()) {
                    throw e;
                }
                giveUpOrWait(operation, key, number, caller, e, passing.get());
            }
        }
    }

    private void giveUpOrWait(
            Operation operation,
            ObjectKey key,
            int number,
            Caller caller,
            IOException thrown,
            TransientStoreException cause)
            throws IOException {
        if (caller.forbidsRetry || number >= policy.attempts()) {
            throw thrown;
        }
        Duration delay;
        synchronized (random) {
            delay = policy.delayAfter(number, random);
        }
        listener.retrying(new RetryListener.Retry(operation, key, number, delay, cause));
        try {
            sleeper.sleep(delay);
        } catch (InterruptedException e) {
            InterruptedIOException interrupted = Interruption.of(e);
            interrupted.addSuppressed(thrown);
            throw interrupted;
        }
    }

    @FunctionalInterface
    private interface Attempt<T extends @Nullable Object> {
        T run(Caller caller) throws IOException;
    }

    /// What one try did to the caller. Confined to the thread of the operation.
    private static final class Caller {
        private boolean forbidsRetry;

        void forbidRetry() {
            forbidsRetry = true;
        }
    }
}
