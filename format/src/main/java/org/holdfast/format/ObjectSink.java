package org.holdfast.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.Tasks;
import org.holdfast.names.BytePath;
import org.holdfast.sync.StoredEntry;
import org.jspecify.annotations.Nullable;

/// Makes the files of a backup objects again, each under its path. Small ones are read whole before they are sent, so
/// a store may ask for them as often as it likes; of a large one nothing is kept.
final class ObjectSink implements EntrySink, AutoCloseable {
    /// Costs no more than a store's own buffers.
    static final int SMALL = 1 << 20;

    private final ObjectStore there;
    private final @Nullable Tasks tasks;

    private ObjectSink(ObjectStore there, @Nullable Tasks tasks) {
        this.there = there;
        this.tasks = tasks;
    }

    /// For a reader that delivers several files at once, also those with several names.
    static ObjectSink atOnce(ObjectStore there) {
        return new ObjectSink(there, null);
    }

    /// For a reader that delivers from one thread, one file after the other. Sends small ones meanwhile, and leaves
    /// out further names of a file.
    static ObjectSink inTurn(ObjectStore there) {
        return new ObjectSink(there, new Tasks(there.capabilities().connections()));
    }

    @Override
    public boolean wants(StoredEntry entry) {
        return true;
    }

    @Override
    public void directory(StoredEntry entry) {}

    @Override
    public void link(StoredEntry entry) {}

    @Override
    public boolean hardlink(StoredEntry entry, BytePath earlier) {
        return tasks != null;
    }

    @Override
    public void file(StoredEntry entry, InputStream content) throws IOException {
        long size = entry.tree().size();
        if (size > SMALL) {
            AtomicBoolean passedOn = new AtomicBoolean();
            put(entry, ByteSource.sized(size, out -> {
                if (passedOn.getAndSet(true)) {
                    throw new StartOverException(entry.path());
                }
                content.transferTo(out);
            }));
            return;
        }
        byte[] bytes = content.readAllBytes();
        ByteSource source = ByteSource.sized(bytes.length, out -> out.write(bytes));
        if (tasks == null) {
            put(entry, source);
            return;
        }
        tasks.submit(() -> put(entry, source));
    }

    private void put(StoredEntry entry, ByteSource source) throws IOException {
        try {
            there.put(new ObjectKey(entry.path()), source);
        } catch (ObjectNotFoundException e) {
            // Whoever reads would take it for an answer of the store that is read.
            throw new PermanentStoreException(String.valueOf(e.getMessage()), e.hint(), e);
        }
    }

    /// Waits until all was sent.
    void complete() throws IOException {
        if (tasks != null) {
            tasks.join();
        }
    }

    @Override
    public void close() {
        if (tasks != null) {
            tasks.close();
        }
    }
}
