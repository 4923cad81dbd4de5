package org.holdfast.backends.s3;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.Callbacks;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.TransientStoreException;
import org.jspecify.annotations.Nullable;

/// Puts objects: in one request where they fit into a part, else in parts. Thread-safe.
final class Uploads {
    private final Requests requests;
    private final S3Keys keys;
    private final S3Settings settings;
    private final PartBuffers buffers;
    private final Resumption resumption;
    private final Sender sender;

    Uploads(Requests requests, S3Keys keys, S3Settings settings, PartBuffers buffers, Resumption resumption) {
        this.requests = requests;
        this.keys = keys;
        this.settings = settings;
        this.buffers = buffers;
        this.resumption = resumption;
        this.sender = new Sender(requests, settings.verify());
    }

    /// As [org.holdfast.backends.ObjectStore#put].
    ///
    /// @param callers hears of an exception that is the source's own, before it is thrown on
    Sent put(ObjectKey key, ByteSource source, Consumer<Throwable> callers) throws IOException {
        String name = keys.checked(key, requests.profile());
        PartPlan plan = plan(key, source.expectedSize());
        Optional<Resumption.Earlier> earlier = earlier(key, name, source, plan);
        if (earlier.isPresent()) {
            PartPlan resumed = plan.resumed((int) earlier.get().partSize());
            AtomicReference<@Nullable Throwable> own = new AtomicReference<>();
            try {
                return attempt(key, name, source, resumed, earlier, thrown -> {
                    own.set(thrown);
                    callers.accept(thrown);
                });
            } catch (StoreException e) {
                // The upload was removed meanwhile, unless it is the source that did not find something.
                if (e.equals(own.get()) || !Inability.noUpload(e)) {
                    throw e;
                }
            }
        }
        try {
            return attempt(key, name, source, plan, Optional.empty(), callers);
        } catch (PutStream.OutgrownException _) {
            return attempt(key, name, source, plan(key, ByteSource.UNKNOWN_SIZE), Optional.empty(), callers);
        }
    }

    /// An object that arrived.
    record Sent(Optional<String> tag, long size) {}

    private PartPlan plan(ObjectKey key, long expected) throws IOException {
        return PartPlan.of(key, requests.profile(), settings.limits(), buffers.budget(), expected);
    }

    private Optional<Resumption.Earlier> earlier(ObjectKey key, String name, ByteSource source, PartPlan plan)
            throws IOException {
        long expected = source.expectedSize();
        boolean inParts = expected == ByteSource.UNKNOWN_SIZE || expected > plan.partSize();
        if (!inParts || source.version().isEmpty()) {
            return Optional.empty();
        }
        return resumption.find(key, name).filter(found -> isAdmissible(found.partSize(), expected));
    }

    private boolean isAdmissible(long partSize, long expected) {
        Profile profile = requests.profile();
        return partSize >= profile.minPartSize()
                && partSize <= Math.min(profile.maxPartSize(), Integer.MAX_VALUE)
                && partSize <= buffers.budget()
                && Math.ceilDiv(Math.max(expected, 1), partSize) <= profile.maxParts();
    }

    private Sent attempt(
            ObjectKey key,
            String name,
            ByteSource source,
            PartPlan plan,
            Optional<Resumption.Earlier> earlier,
            Consumer<Throwable> callers)
            throws IOException {
        AtomicReference<@Nullable Throwable> own = new AtomicReference<>();
        try (PutStream out = new PutStream(requests, sender, buffers, key, name, plan, earlier)) {
            try {
                Callbacks.write(source, out, thrown -> {
                    own.set(thrown);
                    callers.accept(thrown);
                });
                return new Sent(out.publish(settings.verify()), out.size());
            } catch (Throwable failure) {
                out.abandon(failure, keeps(source, failure, failure.equals(own.get())));
                throw failure;
            }
        }
    }

    /// Whether the parts may stay for a later run: the bytes will be the same, and nothing says that it fails again.
    private static boolean keeps(ByteSource source, Throwable failure, boolean callers) {
        if (source.version().isEmpty()) {
            return false;
        }
        // An interrupted source fails with exceptions of its own.
        return Thread.currentThread().isInterrupted()
                || (!callers
                        && (failure instanceof TransientStoreException || failure instanceof AccessDeniedException));
    }
}
