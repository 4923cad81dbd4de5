package org.holdfast.backends.testing;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.backends.ByteSink;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.Callbacks;
import org.holdfast.backends.Capabilities;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PartialDeleteException;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.Unfinished;
import org.holdfast.backends.UnfinishedVisitor;
import org.holdfast.backends.testing.Fault.Moment;
import org.jspecify.annotations.Nullable;

/// Fails as planned: each call is numbered, from 1, and the first [Fault] that it meets strikes. Closes the store it
/// wraps.
public final class FaultyStore implements ObjectStore {
    private final ObjectStore store;
    private final List<Fault> faults;
    private final AtomicLong calls = new AtomicLong();
    private final Map<Operation, Long> callsByKind = new ConcurrentHashMap<>();

    public FaultyStore(ObjectStore store, Fault... faults) {
        this.store = Objects.requireNonNull(store);
        this.faults = List.of(faults);
    }

    /// All calls so far, those that failed included.
    public long calls() {
        return calls.get();
    }

    public long calls(Operation operation) {
        return callsByKind.getOrDefault(operation, 0L);
    }

    /// Faults that have not struck yet; a test asserts that there are none.
    public List<Fault> unreached() {
        return faults.stream().filter(fault -> !fault.reached()).toList();
    }

    @Override
    public Optional<String> put(ObjectKey key, ByteSource source) throws IOException {
        Strike strike = begin(Operation.PUT, List.of(key));
        Optional<String> tag = store.put(key, ByteSource.like(source, out -> {
            Callbacks.write(source, new StruckOutput(out, strike));
            strike.at(Moment.DURING);
        }));
        strike.at(Moment.AFTER);
        return tag;
    }

    /// Counts as a put.
    @Override
    public boolean create(ObjectKey key, byte[] content) throws IOException {
        Strike strike = begin(Operation.PUT, List.of(key));
        strike.at(Moment.DURING);
        boolean created = store.create(key, content);
        strike.at(Moment.AFTER);
        return created;
    }

    @Override
    public void get(ObjectKey key, ByteSink sink) throws IOException {
        Strike strike = begin(Operation.GET, List.of(key));
        AtomicBoolean answered = new AtomicBoolean();
        try {
            store.get(key, in -> {
                answered.set(true);
                Callbacks.read(sink, new StruckInput(in, strike));
                strike.at(Moment.DURING);
            });
        } catch (ObjectNotFoundException e) {
            if (!answered.get()) {
                // An answer may get lost whatever it says.
                strike.at(Moment.DURING);
                strike.at(Moment.AFTER);
            }
            throw e;
        }
        strike.at(Moment.AFTER);
    }

    @Override
    public Optional<ObjectInfo> stat(ObjectKey key) throws IOException {
        Strike strike = begin(Operation.STAT, List.of(key));
        strike.at(Moment.DURING);
        Optional<ObjectInfo> info = store.stat(key);
        strike.at(Moment.AFTER);
        return info;
    }

    @Override
    public void list(ObjectKey prefix, Depth depth, ObjectVisitor visitor) throws IOException {
        Strike strike = begin(Operation.LIST, List.of(prefix));
        store.list(prefix, depth, new ObjectVisitor() {
            @Override
            public void object(ObjectInfo info) throws IOException {
                visitor.object(info);
                strike.at(Moment.DURING);
            }

            @Override
            public void prefix(ObjectKey found) throws IOException {
                visitor.prefix(found);
                strike.at(Moment.DURING);
            }
        });
        strike.at(Moment.DURING);
        strike.at(Moment.AFTER);
    }

    @Override
    public void copy(ObjectKey from, ObjectKey to, Optional<ByteSource> original) throws IOException {
        Strike strike = begin(Operation.COPY, List.of(from, to));
        strike.at(Moment.DURING);
        store.copy(from, to, original);
        strike.at(Moment.AFTER);
    }

    @Override
    public void delete(Collection<ObjectKey> keys) throws IOException {
        List<ObjectKey> all = List.copyOf(keys);
        Strike strike = begin(Operation.DELETE, all);
        StoreException halfway = strike.error(Moment.DURING);
        if (halfway == null) {
            store.delete(all);
            strike.at(Moment.AFTER);
            return;
        }
        int half = all.size() / 2;
        store.delete(all.subList(0, half));
        throw new PartialDeleteException(all.subList(half, all.size()), halfway);
    }

    @Override
    public void unfinished(ObjectKey prefix, UnfinishedVisitor visitor) throws IOException {
        Strike strike = begin(Operation.LIST, List.of(prefix));
        strike.at(Moment.DURING);
        store.unfinished(prefix, visitor);
        strike.at(Moment.AFTER);
    }

    @Override
    public void discard(Unfinished found) throws IOException {
        Strike strike = begin(Operation.DELETE, List.of(found.key()));
        strike.at(Moment.DURING);
        store.discard(found);
        strike.at(Moment.AFTER);
    }

    @Override
    public void flush() throws IOException {
        Strike strike = begin(Operation.FLUSH, List.of());
        strike.at(Moment.DURING);
        store.flush();
        strike.at(Moment.AFTER);
    }

    @Override
    public Capabilities capabilities() {
        return store.capabilities();
    }

    @Override
    public void close() {
        store.close();
    }

    private Strike begin(Operation operation, List<ObjectKey> keys) throws StoreException {
        Call call = new Call(operation, keys);
        long number = calls.incrementAndGet();
        callsByKind.merge(operation, 1L, Long::sum);
        Fault met = null;
        for (Fault fault : faults) {
            // Every fault is asked, since a condition may count.
            boolean strikes = fault.strikes(number, call);
            met = met == null && strikes ? fault : met;
        }
        Strike strike = new Strike(met);
        strike.at(Moment.BEFORE);
        return strike;
    }

    /// The fault that one call met, if any.
    private record Strike(@Nullable Fault fault) {
        void at(Moment moment) throws StoreException {
            StoreException error = error(moment);
            if (error != null) {
                throw error;
            }
        }

        @Nullable
        StoreException error(Moment moment) {
            return fault != null && isAt(moment) ? fault.strike() : null;
        }

        boolean isAt(Moment moment) {
            return fault != null && fault.moment() == moment;
        }
    }

    /// Lets one byte through before it strikes.
    private static final class StruckOutput extends FilterOutputStream {
        private final Strike strike;

        StruckOutput(OutputStream out, Strike strike) {
            super(out);
            this.strike = strike;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            strike.at(Moment.DURING);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return;
            }
            out.write(bytes, offset, 1);
            strike.at(Moment.DURING);
            out.write(bytes, offset + 1, length - 1);
        }
    }

    /// Lets one byte through before it strikes.
    private static final class StruckInput extends FilterInputStream {
        private final Strike strike;
        private boolean delivered;

        StruckInput(InputStream in, Strike strike) {
            super(in);
            this.strike = strike;
        }

        @Override
        public int read() throws IOException {
            strikeAfterFirst();
            return in.read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            strikeAfterFirst();
            return in.read(bytes, offset, strike.isAt(Moment.DURING) ? Math.min(1, length) : length);
        }

        private void strikeAfterFirst() throws IOException {
            if (delivered) {
                strike.at(Moment.DURING);
            }
            delivered = true;
        }
    }
}
