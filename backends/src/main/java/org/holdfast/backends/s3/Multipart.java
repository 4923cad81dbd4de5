package org.holdfast.backends.s3;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
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
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;

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
    private final Optional<Instant> begun;
    private final ConcurrentSkipListMap<Integer, Arrived> parts = new ConcurrentSkipListMap<>();

    /// One that was begun already.
    ///
    /// @param name the whole key in the bucket
    /// @param begun a time by the service's clock when it was not complete
    Multipart(
            Requests requests,
            Operation operation,
            ObjectKey key,
            String name,
            String uploadId,
            Optional<Instant> begun) {
        this.requests = requests;
        this.operation = operation;
        this.key = key;
        this.name = name;
        this.uploadId = uploadId;
        this.begun = begun;
    }

    static Multipart begin(Requests requests, Operation operation, ObjectKey key, String name) throws IOException {
        CreateMultipartUploadResponse answer = requests.send(
                operation,
                key,
                client -> client.createMultipartUpload(request -> request.bucket(requests.bucket())
                        .key(name)
                        .checksumAlgorithm(Arrived.algorithm(requests.profile()))));
        return new Multipart(requests, operation, key, name, answer.uploadId(), HttpDate.of(answer.sdkHttpResponse()));
    }

    String uploadId() {
        return uploadId;
    }

    String name() {
        return name;
    }

    /// Tells of a part that has arrived.
    void add(int number, Arrived part) {
        parts.put(number, part);
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
                || (tag.isPresent() && tag.equals(foretold()));
        // Some services give objects of parts a random tag; the parts were verified one by one.
        if (!proven && head().size() != size) {
            throw new PermanentStoreException(
                    "put of " + key + " arrived damaged: it has not the " + size + " bytes that were sent",
                    "try again; if it stays, the service or something on the way to it is broken",
                    null);
        }
        return tag;
    }

    private Optional<String> completed(long size) throws IOException {
        Profile profile = requests.profile();
        List<CompletedPart> all = parts.entrySet().stream()
                .map(part -> part.getValue().completed(part.getKey(), profile))
                .toList();
        try {
            return Tag.of(requests.send(
                            operation,
                            key,
                            client -> client.completeMultipartUpload(request -> request.bucket(requests.bucket())
                                    .key(name)
                                    .uploadId(uploadId)
                                    .multipartUpload(upload -> upload.parts(all))))
                    .eTag());
        } catch (StoreException e) {
            if (!Inability.noUpload(e)) {
                throw e;
            }
            return completedBefore(size, e);
        }
    }

    private Optional<String> foretold() {
        return Tag.ofParts(parts.values().stream().map(Arrived::tag).toList());
    }

    /// An answer that got lost makes the request be sent again, when there is no such upload any more. The object
    /// that is there may be the one of before.
    private Optional<String> completedBefore(long size, StoreException gone) throws IOException {
        try {
            Head there = head();
            if (there.size() == size && isOurs(there)) {
                return there.tag();
            }
        } catch (ObjectNotFoundException e) {
            gone.addSuppressed(e);
        }
        throw new TransientStoreException(
                operation + " of " + key + " did not end: its multipart upload is gone, and nothing proves that it was"
                        + " completed before",
                "try again; see that nothing else removes unfinished uploads meanwhile",
                gone);
    }

    /// Whether an object is the one of these parts: by its tag; by its checksum, where the service keeps one; else
    /// by its date, as services that encrypt by keys of their own, and some others, make tags up. What was put in
    /// the very second of the beginning may be older, so it does not count. AWS dates objects by their upload's
    /// beginning, but has checksums.
    private boolean isOurs(Head there) {
        Optional<String> sum = Arrived.sum(parts.values());
        return (there.tag().isPresent() && there.tag().equals(foretold()))
                || (sum.isPresent() && there.crc32().equals(sum))
                || there.modified()
                        .flatMap(modified -> begun.map(modified::isAfter))
                        .orElse(false);
    }

    private Head head() throws IOException {
        return Head.of(requests, operation, key, name);
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
