package org.holdfast.backends.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.holdfast.backends.ByteSink;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.Callbacks;
import org.holdfast.backends.Capabilities;
import org.holdfast.backends.Depth;
import org.holdfast.backends.Interruption;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.backends.Unfinished;
import org.holdfast.backends.UnfinishedVisitor;
import org.jspecify.annotations.Nullable;

/// Objects in memory, a reference for the contract. A listing shows the state at its beginning, whatever happens
/// meanwhile.
public final class MemoryStore implements ObjectStore {
    /// Immutable, since nobody else has the array.
    private static final class Content {
        private final byte[] bytes;
        private final Instant modified;

        Content(byte[] bytes, Instant modified) {
            this.bytes = bytes;
            this.modified = modified;
        }

        String tag() {
            CRC32C sum = new CRC32C();
            sum.update(bytes);
            return Long.toHexString(sum.getValue());
        }
    }

    private final InstantSource clock;

    /// Guarded by itself. Sorted, so that what lies below a prefix is one range.
    private final NavigableMap<ObjectKey, Content> objects = new TreeMap<>();

    public MemoryStore() {
        this(InstantSource.system());
    }

    /// @param clock says when an object was published
    public MemoryStore(InstantSource clock) {
        this.clock = Objects.requireNonNull(clock);
    }

    @Override
    public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
        key.named();
        ByteArrayOutputStream collected = new ByteArrayOutputStream();
        Callbacks.write(source, collected);
        Content content = new Content(collected.toByteArray(), clock.instant());
        synchronized (objects) {
            objects.put(key, content);
        }
        return Optional.of(content.tag());
    }

    @Override
    public boolean create(ObjectKey key, byte[] bytes) throws IOException {
        key.named();
        Interruption.check();
        Content content = new Content(bytes.clone(), clock.instant());
        synchronized (objects) {
            return objects.putIfAbsent(key, content) == null;
        }
    }

    @Override
    public void get(ObjectKey key, ByteSink sink) throws IOException {
        Interruption.check();
        Callbacks.read(sink, new ByteArrayInputStream(existing(key).bytes));
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws IOException {
        Interruption.check();
        return Optional.ofNullable(find(key)).map(content -> info(key, content));
    }

    @Override
    public void list(ObjectKey prefix, Depth depth, ObjectVisitor visitor) throws IOException {
        Interruption.check();
        Set<ObjectKey> prefixes = new LinkedHashSet<>();
        for (Map.Entry<ObjectKey, Content> entry : below(prefix)) {
            Interruption.check();
            ObjectKey key = entry.getKey();
            if (depth == Depth.ALL) {
                visitor.object(info(key, entry.getValue()));
                continue;
            }
            List<ObjectKey> segments = key.below(prefix).path().segments().stream()
                    .map(ObjectKey::new)
                    .toList();
            if (segments.size() == 1) {
                visitor.object(info(key, entry.getValue()));
            } else if (prefixes.add(segments.getFirst())) {
                visitor.prefix(prefix.resolve(segments.getFirst()));
            }
        }
    }

    @Override
    public void copy(ObjectKey from, ObjectKey to, Optional<ByteSource> original) throws IOException {
        to.named();
        Interruption.check();
        Content content = existing(from);
        synchronized (objects) {
            objects.put(to, new Content(content.bytes, clock.instant()));
        }
    }

    @Override
    public void delete(Collection<ObjectKey> keys) throws IOException {
        keys.forEach(ObjectKey::named);
        Interruption.check();
        synchronized (objects) {
            keys.forEach(objects::remove);
        }
    }

    /// Nothing: a put that fails leaves no trace here.
    @Override
    public void unfinished(ObjectKey prefix, UnfinishedVisitor visitor) throws IOException {
        Interruption.check();
    }

    @Override
    public void discard(Unfinished found) throws IOException {
        Interruption.check();
    }

    @Override
    public void flush() throws IOException {
        Interruption.check();
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(8, 8, true, Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    /// Forgets nothing, so that a test may look inside afterwards.
    @Override
    public void close() {}

    private List<Map.Entry<ObjectKey, Content>> below(ObjectKey prefix) {
        synchronized (objects) {
            return objects.tailMap(prefix, false).entrySet().stream()
                    .takeWhile(entry -> entry.getKey().startsWith(prefix))
                    .map(Map.Entry::copyOf)
                    .toList();
        }
    }

    private @Nullable Content find(ObjectKey key) {
        synchronized (objects) {
            return objects.get(key.named());
        }
    }

    private Content existing(ObjectKey key) throws ObjectNotFoundException {
        Content content = find(key);
        if (content == null) {
            throw new ObjectNotFoundException("no object " + key);
        }
        return content;
    }

    private static ObjectInfo info(ObjectKey key, Content content) {
        return new ObjectInfo(key, content.bytes.length, content.modified, Optional.of(content.tag()));
    }
}
