package org.holdfast.backends.s3;

import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;
import org.holdfast.backends.StoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;

/// Finds the parts that an earlier run left of the same object. Where the service can tell them all at once, it is
/// asked once, when the first large object is put. Thread-safe.
final class Resumption {
    private final Requests requests;
    private final LeftOvers leftOvers;

    /// The newest unfinished upload of each key, as one listing told them; null until it was needed.
    private @Nullable Map<String, MultipartUpload> listed;

    Resumption(Requests requests, LeftOvers leftOvers) {
        this.requests = requests;
        this.leftOvers = leftOvers;
    }

    /// An upload to go on with.
    ///
    /// @param parts those that are there, by number; their tags are their MD5
    /// @param found when the service told of it, by its clock
    record Earlier(String uploadId, long partSize, Map<Integer, Sized> parts, Optional<Instant> found) {
        /// Part `number`, if it is there already and has these bytes.
        Optional<Arrived> part(int number, int size, byte[] md5) {
            return Optional.ofNullable(parts.get(number))
                    .filter(part -> part.size == size && part.arrived.tag().equals(Tag.hex(md5)))
                    .map(Sized::arrived);
        }
    }

    /// @param size in bytes
    private record Sized(long size, Arrived arrived) {}

    /// The newest unfinished upload of that very key whose parts can be told by their MD5. Whatever fails here costs
    /// only that the object is sent from its beginning.
    Optional<Earlier> find(ObjectKey key, String name) throws IOException {
        try {
            Optional<MultipartUpload> newest = newest(key, name);
            return newest.isEmpty()
                    ? Optional.empty()
                    : earlier(key, name, newest.get().uploadId());
        } catch (StoreException _) {
            return Optional.empty();
        }
    }

    private Optional<MultipartUpload> newest(ObjectKey key, String name) throws IOException {
        if (requests.profile().can(Ability.LIST_UPLOADS)) {
            return takeListed(name);
        }
        return leftOvers.of(key, name).stream().max(Comparator.comparing(LeftOvers::begun));
    }

    /// An upload is gone on with only once: what is listed is what earlier runs left.
    private synchronized Optional<MultipartUpload> takeListed(String name) throws IOException {
        if (listed == null) {
            Map<String, MultipartUpload> found = new HashMap<>();
            // Without a listing there is nothing to go on with, and asking again for each file would not help.
            listed = found;
            leftOvers.all(upload ->
                    found.merge(upload.key(), upload, BinaryOperator.maxBy(Comparator.comparing(LeftOvers::begun))));
        }
        return Optional.ofNullable(listed.remove(name));
    }

    private Optional<Earlier> earlier(ObjectKey key, String name, String uploadId) throws IOException {
        Map<Integer, Sized> parts = new HashMap<>();
        Optional<Instant> found = readParts(key, name, uploadId, parts);
        if (parts.isEmpty() || !parts.values().stream().allMatch(part -> Tag.isSum(part.arrived.tag()))) {
            return Optional.empty();
        }
        // Only the last one may be smaller; if it is the only one, nothing is lost but the chance.
        long size = parts.values().stream().mapToLong(Sized::size).max().orElse(0);
        return Optional.of(new Earlier(uploadId, size, Map.copyOf(parts), found));
    }

    /// Returns when the service answered.
    private Optional<Instant> readParts(ObjectKey key, String name, String uploadId, Map<Integer, Sized> found)
            throws IOException {
        int marker = 0;
        while (true) {
            int after = marker;
            ListPartsResponse page = requests.send(
                    Operation.PUT,
                    key,
                    client -> client.listParts(request -> request.bucket(requests.bucket())
                            .key(name)
                            .uploadId(uploadId)
                            .partNumberMarker(after == 0 ? null : after)));
            List<Part> parts = page.parts();
            parts.forEach(part -> found.put(
                    part.partNumber(),
                    new Sized(part.size(), Arrived.of(Tag.of(part.eTag()).orElse(""), part.checksumCRC32()))));
            int last = parts.stream().mapToInt(Part::partNumber).max().orElse(after);
            if (!Boolean.TRUE.equals(page.isTruncated()) || last <= after) {
                return HttpDate.of(page.sdkHttpResponse());
            }
            marker = last;
        }
    }
}
