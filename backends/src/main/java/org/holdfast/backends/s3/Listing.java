package org.holdfast.backends.s3;

import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.backends.Depth;
import org.holdfast.backends.Interruption;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.StoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/// One walk through what lies below a prefix, a page a request. Confined to one thread.
///
/// Pages may be in any order, and may give again what the page before them gave; what comes again later than that is
/// not noticed, as it would take memory without bound. Keys that no name has are passed over.
final class Listing {
    private static final String SLASH = "/";

    private final Requests requests;
    private final Lessons lessons;
    private final S3Keys keys;
    private final ObjectKey prefix;
    private final String below;
    private final Depth depth;

    /// Where the next page begins, in the second version of the call.
    private @Nullable String token;

    /// The same in the first version.
    private @Nullable String marker;

    private boolean first;

    private boolean plain;
    private boolean more = true;
    private Set<String> lastPage = Set.of();

    Listing(Requests requests, Lessons lessons, S3Keys keys, ObjectKey prefix, Depth depth) {
        this.requests = requests;
        this.lessons = lessons;
        this.keys = keys;
        this.prefix = prefix;
        this.below = keys.below(prefix);
        this.depth = depth;
        this.first = !lessons.can(Ability.LIST_V2);
    }

    private record Page(
            List<S3Object> objects,
            List<CommonPrefix> prefixes,
            boolean truncated,
            @Nullable String next) {
        /// Where the first version of the call goes on if the service does not say so.
        @Nullable
        String last() {
            String object = objects.isEmpty() ? null : objects.getLast().key();
            String prefix = prefixes.isEmpty() ? null : prefixes.getLast().prefix();
            return object == null || (prefix != null && prefix.compareTo(object) > 0) ? prefix : object;
        }
    }

    /// Visits everything.
    void walk(ObjectVisitor visitor) throws IOException {
        while (more) {
            Interruption.check();
            Page page = decodedPage();
            advance(page);
            visit(page, visitor);
        }
    }

    private void visit(Page page, ObjectVisitor visitor) throws IOException {
        Set<String> seen = new HashSet<>();
        for (S3Object object : page.objects) {
            Optional<ObjectKey> key = keys.parse(object.key());
            if (key.isPresent() && seen.add(object.key()) && !lastPage.contains(object.key())) {
                visitor.object(info(key.get(), object));
            }
        }
        for (CommonPrefix found : page.prefixes) {
            String text = found.prefix();
            Optional<ObjectKey> key =
                    text.endsWith(SLASH) ? keys.parse(text.substring(0, text.length() - 1)) : Optional.empty();
            if (key.isPresent() && seen.add(text) && !lastPage.contains(text)) {
                visitor.prefix(key.get());
            }
        }
        lastPage = seen;
    }

    private static ObjectInfo info(ObjectKey key, S3Object object) {
        Instant modified = object.lastModified() == null ? Instant.EPOCH : object.lastModified();
        return new ObjectInfo(key, object.size() == null ? 0 : object.size(), modified, Tag.of(object.eTag()));
    }

    private void advance(Page page) throws PermanentStoreException {
        more = page.truncated;
        if (!more) {
            return;
        }
        String before = first ? marker : token;
        String next = page.next;
        if (next == null) {
            // What answers the second version like the first, as old services do, goes on like the first.
            first = true;
            next = page.last();
        }
        if (next == null || next.equals(before)) {
            throw new PermanentStoreException(
                    "list of \"" + prefix + "\" does not go on: the service says that there is more, but not where");
        }
        if (first) {
            marker = next;
        } else {
            token = next;
        }
    }

    /// Ceph gives the next marker as it is, though it says that it is encoded, and it cannot be decoded if there is a
    /// `%` in it; then the keys are not to be encoded either.
    private Page decodedPage() throws IOException {
        try {
            return page();
        } catch (IllegalArgumentException e) {
            if (plain) {
                throw e;
            }
            plain = true;
            return page();
        }
    }

    private Page page() throws IOException {
        try {
            return first ? firstVersion() : secondVersion();
        } catch (ObjectNotFoundException e) {
            throw noBucket(requests.bucket(), e);
        } catch (StoreException e) {
            if (first || token != null || !Inability.notImplemented(e)) {
                throw e;
            }
        }
        first = true;
        Page page = firstVersion();
        lessons.missing(Ability.LIST_V2, "the service does not list by ListObjectsV2; the first version is used");
        return page;
    }

    private Page secondVersion() throws IOException {
        ListObjectsV2Response answer = requests.send(
                Operation.LIST,
                prefix,
                client -> client.listObjectsV2(request -> request.bucket(requests.bucket())
                        .prefix(below.isEmpty() ? null : below)
                        .delimiter(delimiter())
                        .encodingType(encoding())
                        .continuationToken(token)));
        lessons.works(Ability.LIST_V2);
        return new Page(
                answer.contents(),
                answer.commonPrefixes(),
                Boolean.TRUE.equals(answer.isTruncated()),
                answer.nextContinuationToken());
    }

    private Page firstVersion() throws IOException {
        ListObjectsResponse answer = requests.send(
                Operation.LIST,
                prefix,
                client -> client.listObjects(request -> request.bucket(requests.bucket())
                        .prefix(below.isEmpty() ? null : below)
                        .delimiter(delimiter())
                        .encodingType(encoding())
                        .marker(marker)));
        return new Page(
                answer.contents(),
                answer.commonPrefixes(),
                Boolean.TRUE.equals(answer.isTruncated()),
                answer.nextMarker());
    }

    private @Nullable String delimiter() {
        return depth == Depth.CHILDREN ? SLASH : null;
    }

    private @Nullable EncodingType encoding() {
        return !plain && requests.profile().can(Ability.URL_ENCODED_LISTING) ? EncodingType.URL : null;
    }

    /// What a 404 means where no object was asked for.
    static PermanentStoreException noBucket(String bucket, ObjectNotFoundException cause) {
        return new PermanentStoreException(
                "there is no bucket " + bucket,
                "create it, or check its name, the endpoint and the region",
                cause.getCause() == null ? cause : cause.getCause());
    }
}
