package org.holdfast.backends;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A view of what lies below one prefix of a store, as if it began there. An object at the prefix itself is outside.
///
/// A view owns nothing: [#close()] does nothing, and any number of views may share a store that somebody else closes.
/// Exceptions of the store below name whole keys.
public final class PrefixedStore implements ObjectStore {
    private final ObjectStore store;
    private final ObjectKey prefix;

    public PrefixedStore(ObjectStore store, ObjectKey prefix) {
        this.store = Objects.requireNonNull(store);
        this.prefix = Objects.requireNonNull(prefix);
    }

    @Override
    public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
        return store.put(whole(key), source);
    }

    @Override
    public boolean create(ObjectKey key, byte[] content) throws IOException {
        return store.create(whole(key), content);
    }

    @Override
    public void get(ObjectKey key, ByteSink sink) throws IOException {
        store.get(whole(key), sink);
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws IOException {
        return store.stat(whole(key)).map(this::rooted);
    }

    @Override
    public void list(ObjectKey below, Depth depth, ObjectVisitor visitor) throws IOException {
        store.list(prefix.resolve(below), depth, new ObjectVisitor() {
            @Override
            public void object(ObjectInfo info) throws IOException {
                visitor.object(rooted(info));
            }

            @Override
            public void prefix(ObjectKey found) throws IOException {
                visitor.prefix(found.below(prefix));
            }
        });
    }

    @Override
    public void copy(ObjectKey from, ObjectKey to, Optional<ByteSource> original) throws IOException {
        store.copy(whole(from), whole(to), original);
    }

    @Override
    public void delete(Collection<ObjectKey> keys) throws IOException {
        List<ObjectKey> whole = keys.stream().map(this::whole).toList();
        try {
            store.delete(whole);
        } catch (PartialDeleteException e) {
            throw e.withSurvivors(
                    e.survivors().stream().map(key -> key.below(prefix)).toList());
        }
    }

    @Override
    public void unfinished(ObjectKey below, UnfinishedVisitor visitor) throws IOException {
        store.unfinished(
                prefix.resolve(below),
                found -> visitor.unfinished(new Unfinished(found.key().below(prefix), found.id(), found.begun())));
    }

    @Override
    public void discard(Unfinished found) throws IOException {
        store.discard(new Unfinished(prefix.resolve(found.key()), found.id(), found.begun()));
    }

    @Override
    public void flush() throws IOException {
        store.flush();
    }

    /// Those of the store below, with keys shorter by the prefix and at least one byte long.
    @Override
    public Capabilities capabilities() {
        Capabilities below = store.capabilities();
        int taken = prefix.path().isRoot() ? 0 : prefix.path().byteLength() + 1;
        return new Capabilities(
                below.connections(),
                below.reads(),
                below.copies(),
                below.copySharesStorage(),
                below.maxNameBytes(),
                Math.max(1, below.maxKeyBytes() - taken),
                below.maxCopySize(),
                Overhead.NONE,
                below.atomicCreate());
    }

    /// Does nothing: the store below is not this view's.
    @Override
    public void close() {}

    private ObjectKey whole(ObjectKey key) {
        return prefix.resolve(key.named());
    }

    private ObjectInfo rooted(ObjectInfo info) {
        return info.with(info.key().below(prefix));
    }
}
