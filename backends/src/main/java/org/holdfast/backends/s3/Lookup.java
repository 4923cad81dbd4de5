package org.holdfast.backends.s3;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.backends.Interruption;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.Operation;
import org.holdfast.backends.StoreException;

/// Asks for one object. Thread-safe.
final class Lookup {
    private final Requests requests;
    private final S3Keys keys;

    /// Whether something showed that the bucket is there.
    private final AtomicBoolean bucketSeen = new AtomicBoolean();

    Lookup(Requests requests, S3Keys keys) {
        this.requests = requests;
        this.keys = keys;
    }

    Optional<ObjectInfo> find(ObjectKey key) throws IOException {
        String name = keys.of(key);
        Interruption.check();
        try {
            Head head = Head.of(requests, Operation.STAT, key, name);
            bucketSeen.set(true);
            return Optional.of(new ObjectInfo(key, head.size(), head.modified().orElse(Instant.EPOCH), head.tag()));
        } catch (ObjectNotFoundException _) {
            requireBucket(key);
            return Optional.empty();
        }
    }

    /// Takes note of what an answer with a body says is missing.
    void missed(ObjectNotFoundException e) {
        if (Inability.noKey(e)) {
            bucketSeen.set(true);
        }
    }

    /// The answer to a HEAD has no body that could say what is missing: the object, or the bucket.
    private void requireBucket(ObjectKey key) throws IOException {
        if (bucketSeen.get()) {
            return;
        }
        try {
            requests.send(
                    Operation.STAT, key, client -> client.headBucket(request -> request.bucket(requests.bucket())));
        } catch (ObjectNotFoundException e) {
            throw Listing.noBucket(requests.bucket(), e);
        } catch (StoreException _) {
            // Not everybody may ask, and whoever is told so has a bucket there.
            return;
        }
        bucketSeen.set(true);
    }
}
