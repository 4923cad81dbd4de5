package org.holdfast.format;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.backends.ByteSink;
import org.holdfast.backends.Interruption;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.Tasks;
import org.holdfast.sync.Kind;
import org.holdfast.sync.StoredEntry;
import org.jspecify.annotations.Nullable;

/// The entries of a manifest in their order, small files with their content, of which a few are fetched ahead: one
/// request after the other would wait for each. For one thread.
final class ReadAhead implements AutoCloseable {
    private final ObjectStore here;
    private final int small;
    private final Progress progress;
    private final Manifest.Reader entries;
    private final int atOnce;
    private final Tasks tasks;
    private final Queue<Waiting> window = new ArrayDeque<>();

    /// @param here begins at the backup's own place
    /// @param small up to how many bytes a file is fetched ahead
    ReadAhead(ObjectStore here, Manifest manifest, int small, Progress progress) throws IOException {
        this.here = here;
        this.small = small;
        this.progress = progress;
        this.atOnce = here.capabilities().reads();
        this.tasks = new Tasks(atOnce);
        this.entries = manifest.read();
    }

    /// @param content checked; only of a small file
    record Next(StoredEntry entry, Optional<byte[]> content) {}

    private record Waiting(StoredEntry entry, Optional<CompletableFuture<byte[]>> content) {}

    /// The next entry, `null` after the last.
    @Nullable
    Next next() throws IOException {
        while (window.size() < atOnce) {
            StoredEntry entry = entries.next();
            if (entry == null) {
                break;
            }
            window.add(ahead(entry));
        }
        Waiting first = window.poll();
        if (first == null) {
            tasks.join();
            return null;
        }
        return first.content.isEmpty()
                ? new Next(first.entry, Optional.empty())
                : new Next(first.entry, Optional.of(arrived(first.content.get())));
    }

    private Waiting ahead(StoredEntry entry) throws IOException {
        boolean fetched = entry.tree().kind() == Kind.FILE
                && entry.hardlinkTo().isEmpty()
                && entry.tree().size() <= small;
        if (!fetched) {
            return new Waiting(entry, Optional.empty());
        }
        CompletableFuture<byte[]> content = new CompletableFuture<>();
        tasks.submit(() -> {
            try {
                AtomicReference<byte[]> read = new AtomicReference<>(new byte[0]);
                get(here, entry, progress, in -> read.set(in.readAllBytes()));
                content.complete(read.get());
            } catch (Throwable e) {
                content.completeExceptionally(e);
                throw e;
            }
        });
        return new Waiting(entry, Optional.of(content));
    }

    private byte[] arrived(CompletableFuture<byte[]> content) throws IOException {
        try {
            return content.get();
        } catch (ExecutionException e) {
            // Throws what failed first, which may have been another one.
            tasks.join();
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            throw Interruption.of(e);
        }
    }

    /// Feeds a file to `sink`, whose stream ends only if it is the right content.
    static void get(ObjectStore here, StoredEntry entry, Progress progress, ByteSink sink) throws IOException {
        try {
            here.get(new ObjectKey(entry.path()), in -> sink.readFrom(new VerifyingInputStream(in, entry, progress)));
        } catch (ObjectNotFoundException e) {
            throw new DamagedException(entry.path() + " is missing from the backup", e);
        }
    }

    @Override
    public void close() throws IOException {
        tasks.close();
        entries.close();
    }
}
