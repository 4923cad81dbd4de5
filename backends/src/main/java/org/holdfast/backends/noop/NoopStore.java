package org.holdfast.backends.noop;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
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

/// Accepts everything, counts it and keeps nothing: sources are read to their end, copies and deletes succeed, nothing
/// is ever found.
public final class NoopStore implements ObjectStore {
    private final LongAdder puts = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder copies = new LongAdder();
    private final LongAdder deletes = new LongAdder();

    @Override
    public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
        key.named();
        Tally tally = new Tally();
        Callbacks.write(source, tally);
        puts.increment();
        bytes.add(tally.bytes);
        return Optional.empty();
    }

    /// Always grants it: nothing is ever there.
    @Override
    public boolean create(ObjectKey key, byte[] content) throws IOException {
        put(key, out -> out.write(content));
        return true;
    }

    @Override
    public void get(ObjectKey key, ByteSink sink) throws IOException {
        key.named();
        Interruption.check();
        throw new ObjectNotFoundException("no object " + key + ": this store keeps nothing");
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws IOException {
        key.named();
        Interruption.check();
        return Optional.empty();
    }

    @Override
    public void list(ObjectKey prefix, Depth depth, ObjectVisitor visitor) throws IOException {
        Interruption.check();
    }

    @Override
    public void copy(ObjectKey from, ObjectKey to, Optional<ByteSource> original) throws IOException {
        from.named();
        to.named();
        Interruption.check();
        copies.increment();
    }

    @Override
    public void delete(Collection<ObjectKey> keys) throws IOException {
        keys.forEach(ObjectKey::named);
        Interruption.check();
        deletes.add(keys.size());
    }

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
        int connections = Math.max(2, Runtime.getRuntime().availableProcessors());
        return new Capabilities(connections, connections, true, Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE);
    }

    @Override
    public void close() {}

    /// Objects accepted by [#put], replacements included.
    public long puts() {
        return puts.sum();
    }

    /// Bytes of all accepted objects.
    public long bytes() {
        return bytes.sum();
    }

    /// Objects accepted by [#copy].
    public long copies() {
        return copies.sum();
    }

    /// Keys given to [#delete].
    public long deletes() {
        return deletes.sum();
    }

    private static final class Tally extends OutputStream {
        private long bytes;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            bytes += length;
        }
    }
}
