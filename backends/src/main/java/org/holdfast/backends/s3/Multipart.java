package org.holdfast.backends.s3;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.TransientStoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/// One multipart upload: an object that appears only once all of its parts are there. Parts are added by any thread;
/// one thread begins, completes and aborts.
final class Multipart {
    /// Clearing up must not keep anybody: what stays is found again by [LeftOvers].
    private static final Duration ABORT_PATIENCE = Duration.ofSeconds(10);

    private final Requests requests;
    private final Operation operation;
    private final ObjectKey key;
    private final String name;
    private final String uploadId;
    private final ConcurrentSkipListMap<Integer, String> tags = new ConcurrentSkipListMap<>();

    /// One that was begun already.
    ///
    /// @param name the whole key in the bucket
    Multipart(Requests requests, Operation operation, ObjectKey key, String name, String uploadId) {
        this.requests = requests;
        this.operation = operation;
        this.key = key;
        this.name = name;
        this.uploadId = uploadId;
    }

    static Multipart begin(Requests requests, Operation operation, ObjectKey key, String name) throws IOException {
        String uploadId = requests.send(
                        operation,
                        key,
                        client -> client.createMultipartUpload(
                                request -> request.bucket(requests.bucket()).key(name)))
                .uploadId();
        return new Multipart(requests, operation, key, name, uploadId);
    }

    String uploadId() {
        return uploadId;
    }

    String name() {
        return name;
    }

    /// Tells of a part that has arrived.
    void add(int number, String tag) {
        tags.put(number, tag);
    }

    /// Makes the object appear.
    ///
    /// @param size bytes of all parts
    /// @param verify whether to make sure that all of them are there
    /// @return the object's tag
    Optional<String> complete(long size, boolean verify) throws IOException {
        Optional<String> tag = completed(size);
        boolean proven = !verify
                || requests.profile().checksums() == Profile.Checksums.DEFAULT
                || (tag.isPresent() && tag.equals(Tag.ofParts(tags.values())));
        // Some services give objects of parts a random tag; the parts were verified one by one.
        if (!proven && head().contentLength() != size) {
            throw new PermanentStoreException(
                    "put of " + key + " arrived damaged: it has not the " + size + " bytes that were sent",
                    "try again; if it stays, the service or something on the way to it is broken",
                    null);
        }
        return tag;
    }

    private Optional<String> completed(long size) throws IOException {
        List<CompletedPart> parts = tags.entrySet().stream()
                .map(part -> CompletedPart.builder()
                        .partNumber(part.getKey())
                        .eTag("\"" + part.getValue() + "\"")
                        .build())
                .toList();
        try {
            return Tag.of(requests.send(
                            operation,
                            key,
                            client -> client.completeMultipartUpload(request -> request.bucket(requests.bucket())
                                    .key(name)
                                    .uploadId(uploadId)
                                    .multipartUpload(upload -> upload.parts(parts))))
                    .eTag());
        } catch (StoreException e) {
            if (!Inability.noUpload(e)) {
                throw e;
            }
            return completedBefore(size, e);
        }
    }

    /// An answer that got lost makes the request be sent again, when there is no such upload any more. Only the tag
    /// tells that object from the one that was there before.
    private Optional<String> completedBefore(long size, StoreException gone) throws IOException {
        Optional<String> expected = Tag.ofParts(tags.values());
        try {
            HeadObjectResponse there = head();
            if (expected.isPresent() && expected.equals(Tag.of(there.eTag())) && there.contentLength() == size) {
                return expected;
            }
        } catch (ObjectNotFoundException e) {
            gone.addSuppressed(e);
        }
        throw new TransientStoreException(
                operation + " of " + key + " did not end: its multipart upload is gone",
                "try again; see that nothing else removes unfinished uploads meanwhile",
                gone);
    }

    private HeadObjectResponse head() throws IOException {
        return requests.send(
                operation,
                key,
                client -> client.headObject(
                        request -> request.bucket(requests.bucket()).key(name)));
    }

    /// Removes the parts, as well as can be done, also for a thread that was interrupted.
    ///
    /// @param failure gets what goes wrong suppressed in it
    void abort(Throwable failure) {
        boolean interrupted = Thread.interrupted();
        AtomicReference<@Nullable Throwable> trouble = new AtomicReference<>();
        Thread aborting = Thread.ofVirtual().start(() -> trouble.set(aborted()));
        try {
            if (!aborting.join(ABORT_PATIENCE)) {
                aborting.interrupt();
            }
        } catch (InterruptedException _) {
            interrupted = true;
            aborting.interrupt();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable thrown = trouble.get();
        if (thrown != null && !thrown.equals(failure)) {
            failure.addSuppressed(thrown);
        }
    }

    private @Nullable Throwable aborted() {
        try {
            abort(requests, key, name, uploadId);
            return null;
        } catch (IOException | RuntimeException e) {
            return e;
        }
    }

    /// Removes the parts of any upload; one that is gone is no error.
    static void abort(Requests requests, ObjectKey key, String name, String uploadId) throws IOException {
        try {
            requests.send(
                    Operation.DELETE,
                    key,
                    client -> client.abortMultipartUpload(request ->
                            request.bucket(requests.bucket()).key(name).uploadId(uploadId)));
        } catch (StoreException e) {
            if (!Inability.noUpload(e)) {
                throw e;
            }
        }
    }
}
