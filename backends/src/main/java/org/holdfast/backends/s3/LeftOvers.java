package org.holdfast.backends.s3;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.holdfast.backends.Interruption;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.Unfinished;
import org.holdfast.backends.UnfinishedVisitor;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/// Multipart uploads that never ended. Thread-safe.
///
/// MinIO lists only the uploads whose key is the very prefix that is asked for, so there those below a prefix stay
/// unseen; it removes them itself after a day.
final class LeftOvers {
    private final Requests requests;
    private final S3Keys keys;

    LeftOvers(Requests requests, S3Keys keys) {
        this.requests = requests;
        this.keys = keys;
    }

    static Instant begun(MultipartUpload upload) {
        return upload.initiated() == null ? Instant.EPOCH : upload.initiated();
    }

    void visit(ObjectKey prefix, UnfinishedVisitor visitor) throws IOException {
        walk(Operation.LIST, prefix, keys.beginning(prefix), upload -> {
            Optional<ObjectKey> key = keys.parse(upload.key()).filter(found -> found.startsWith(prefix));
            if (key.isPresent()) {
                visitor.unfinished(new Unfinished(key.get(), upload.uploadId(), begun(upload)));
            }
        });
    }

    /// Those of the whole site, in no order, their keys as they are in the bucket.
    void all(Consumer<MultipartUpload> visitor) throws IOException {
        walk(Operation.LIST, ObjectKey.ROOT, keys.beginning(ObjectKey.ROOT), visitor::accept);
    }

    /// Those of one object.
    ///
    /// @param name its whole key in the bucket
    List<MultipartUpload> of(ObjectKey key, String name) throws IOException {
        List<MultipartUpload> found = new ArrayList<>();
        walk(Operation.PUT, key, name, upload -> {
            if (name.equals(upload.key())) {
                found.add(upload);
            }
        });
        return found;
    }

    void discard(Unfinished found) throws IOException {
        Interruption.check();
        Multipart.abort(requests, found.key(), keys.of(found.key()), found.id());
    }

    private interface Visit {
        void upload(MultipartUpload upload) throws IOException;
    }

    private void walk(Operation operation, ObjectKey key, String prefix, Visit visit) throws IOException {
        String keyMarker = null;
        String idMarker = null;
        while (true) {
            Interruption.check();
            ListMultipartUploadsResponse page = page(operation, key, prefix, keyMarker, idMarker);
            for (MultipartUpload upload : page.uploads()) {
                visit.upload(upload);
            }
            if (!Boolean.TRUE.equals(page.isTruncated())) {
                return;
            }
            String nextKey = page.nextKeyMarker();
            String nextId = page.nextUploadIdMarker();
            if (nextKey == null || (nextKey.equals(keyMarker) && (nextId == null || nextId.equals(idMarker)))) {
                throw new PermanentStoreException("list of unfinished uploads below " + key
                        + " does not go on: the service gave the same page again");
            }
            keyMarker = nextKey;
            idMarker = nextId;
        }
    }

    private ListMultipartUploadsResponse page(
            Operation operation, ObjectKey key, String prefix, @Nullable String keyMarker, @Nullable String idMarker)
            throws IOException {
        try {
            // Keys are asked for as they are, and ours are all fit for XML: Ceph encodes them without saying so.
            return requests.send(
                    operation,
                    key,
                    client -> client.listMultipartUploads(request -> request.bucket(requests.bucket())
                            .prefix(prefix.isEmpty() ? null : prefix)
                            .keyMarker(keyMarker)
                            .uploadIdMarker(idMarker)));
        } catch (ObjectNotFoundException e) {
            throw Listing.noBucket(requests.bucket(), e);
        }
    }
}
