package org.holdfast.backends.s3;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.Interruption;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PartialDeleteException;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.Tasks;
import org.holdfast.backends.TransientStoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;

/// Removes many objects: in batches where the service can, several at once. Used once; its tasks share what failed.
///
/// Errors of single keys inside a batch that succeeded are looked at: those that may pass make the request fail as if
/// the whole answer were such an error, and so [Requests] sends what is left of the batch again, by its own rules.
/// Where an error does not say of which key it is, no key of the batch counts as removed, and each is asked for by
/// itself.
final class Deletion {
    /// What services say of a key that another try may remove.
    private static final Set<String> PASSING = Set.of(
            "InternalError",
            "InternalServerError",
            "SlowDown",
            "ServiceUnavailable",
            "RequestTimeout",
            "TooManyRequests",
            "RequestRateLimitExceeded",
            "OperationAborted");

    private static final int MAX_SUPPRESSED = 10;

    private final Requests requests;
    private final Lessons lessons;
    private final S3Keys keys;

    /// Guarded by itself, as are the next three.
    private final List<ObjectKey> survivors = new ArrayList<>();

    private @Nullable StoreException first;
    private final List<StoreException> others = new ArrayList<>();
    private boolean hopeless;

    Deletion(Requests requests, Lessons lessons, S3Keys keys) {
        this.requests = requests;
        this.lessons = lessons;
        this.keys = keys;
    }

    void delete(Collection<ObjectKey> wanted) throws IOException {
        Map<String, ObjectKey> names = new LinkedHashMap<>();
        wanted.forEach(key -> names.put(keys.of(key), key));
        Interruption.check();
        List<Map<String, ObjectKey>> batches = batches(names);
        try (Tasks tasks = new Tasks(requests.profile().uploads())) {
            for (Map<String, ObjectKey> batch : batches) {
                tasks.submit(() -> remove(batch));
            }
            tasks.join();
        }
        synchronized (survivors) {
            if (first != null) {
                PartialDeleteException failure = new PartialDeleteException(survivors, first);
                others.forEach(failure::addSuppressed);
                throw failure;
            }
        }
    }

    private List<Map<String, ObjectKey>> batches(Map<String, ObjectKey> names) {
        int most = lessons.can(Ability.BATCH_DELETE)
                ? Math.max(1, requests.profile().deleteBatch())
                : 1;
        List<Map<String, ObjectKey>> batches = new ArrayList<>();
        Map<String, ObjectKey> open = new LinkedHashMap<>();
        for (Map.Entry<String, ObjectKey> entry : names.entrySet()) {
            open.put(entry.getKey(), entry.getValue());
            if (open.size() == most) {
                batches.add(open);
                open = new LinkedHashMap<>();
            }
        }
        if (!open.isEmpty()) {
            batches.add(open);
        }
        return batches;
    }

    private void remove(Map<String, ObjectKey> batch) throws IOException {
        if (isHopeless()) {
            batch.values().forEach(this::survives);
            return;
        }
        if (batch.size() == 1 || !lessons.can(Ability.BATCH_DELETE)) {
            singly(batch);
            return;
        }
        Map<String, ObjectKey> left = new LinkedHashMap<>(batch);
        ObjectKey some = batch.values().iterator().next();
        try {
            requests.send(Operation.DELETE, some, client -> send(client, left));
        } catch (StoreException e) {
            if (!Inability.notImplemented(e)) {
                failed(left.values(), e);
                // Where something was settled, the service is there, and only some of the keys make trouble.
                if (e instanceof AccessDeniedException || left.size() == batch.size()) {
                    giveUpAfter(e);
                }
                return;
            }
            lessons.missing(
                    Ability.BATCH_DELETE,
                    "the service refuses to delete many objects at once; they are deleted one by one");
        }
        singly(left);
    }

    /// Once the service is gone or refuses us, it is not asked for each of many thousand batches.
    private boolean isHopeless() {
        synchronized (survivors) {
            return hopeless;
        }
    }

    /// @param e the failure of a whole request, as opposed to that of one of its keys
    private void giveUpAfter(StoreException e) {
        synchronized (survivors) {
            hopeless |= e instanceof TransientStoreException || e instanceof AccessDeniedException;
        }
    }

    /// Sends one batch and takes out of `left` what was settled, one way or the other. What it leaves there in the
    /// end is in doubt.
    private DeleteObjectsResponse send(S3Client client, Map<String, ObjectKey> left) {
        List<ObjectIdentifier> objects = left.keySet().stream()
                .map(name -> ObjectIdentifier.builder().key(name).build())
                .toList();
        DeleteObjectsResponse answer = client.deleteObjects(request -> request.bucket(requests.bucket())
                .delete(delete -> delete.objects(objects).quiet(true)));
        lessons.works(Ability.BATCH_DELETE);
        settle(answer.errors(), left);
        for (S3Error error : answer.errors()) {
            if (PASSING.contains(code(error))) {
                throw EmbeddedError.busy(code(error), error.message());
            }
        }
        return answer;
    }

    private void settle(List<S3Error> errors, Map<String, ObjectKey> left) {
        Set<String> again = new HashSet<>();
        Set<String> settled = new HashSet<>();
        boolean doubt = false;
        for (S3Error error : errors) {
            String code = code(error);
            ObjectKey key = error.key() == null ? null : left.get(error.key());
            if (key == null) {
                doubt |= !code.equals("NoSuchKey");
            } else if (PASSING.contains(code)) {
                again.add(error.key());
            } else if (settled.add(error.key()) && !code.equals("NoSuchKey")) {
                failed(List.of(key), failure(key, error, code));
            }
        }
        left.keySet().removeAll(settled);
        if (!doubt) {
            left.keySet().retainAll(again);
        }
    }

    private static String code(S3Error error) {
        return error.code() == null ? "" : error.code();
    }

    private static StoreException failure(ObjectKey key, S3Error error, String code) {
        String message = "delete of " + key + " failed: " + code + " (" + error.message() + ")";
        return code.equals("AccessDenied")
                ? new AccessDeniedException(
                        message, "see whether the object is locked, or the key may not delete", null)
                : new PermanentStoreException(message);
    }

    private void singly(Map<String, ObjectKey> batch) throws IOException {
        if (batch.isEmpty()) {
            return;
        }
        if (batch.size() == 1) {
            one(batch.entrySet().iterator().next());
            return;
        }
        try (Tasks tasks = new Tasks(requests.profile().uploads())) {
            for (Map.Entry<String, ObjectKey> entry : batch.entrySet()) {
                tasks.submit(() -> one(entry));
            }
            tasks.join();
        }
    }

    private void one(Map.Entry<String, ObjectKey> entry) throws IOException {
        if (isHopeless()) {
            survives(entry.getValue());
            return;
        }
        try {
            requests.send(
                    Operation.DELETE,
                    entry.getValue(),
                    client -> client.deleteObject(
                            request -> request.bucket(requests.bucket()).key(entry.getKey())));
        } catch (ObjectNotFoundException e) {
            // Google says so of a key without an object.
            if (Inability.noBucket(e)) {
                failed(List.of(entry.getValue()), e);
            }
        } catch (StoreException e) {
            failed(List.of(entry.getValue()), e);
            // That it is forbidden may be said of this object alone, which is locked.
            if (!Inability.forbidden(e)) {
                giveUpAfter(e);
            }
        }
    }

    private void survives(ObjectKey key) {
        synchronized (survivors) {
            survivors.add(key);
        }
    }

    private void failed(Collection<ObjectKey> left, StoreException e) {
        synchronized (survivors) {
            survivors.addAll(left);
            if (first == null) {
                first = e;
            } else if (others.size() < MAX_SUPPRESSED && !first.equals(e)) {
                others.add(e);
            }
        }
    }
}
