package org.holdfast.backends.s3;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.Interruption;
import org.holdfast.backends.ObjectInfo;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.Operation;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.TransientStoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;

/// One copy, by the best way that the service has: CopyObject; UploadPartCopy; the original put again; downloaded and
/// put. A rung that is refused is left out of all further copies, unless it has worked before; one that keeps failing
/// of the next ones; one that fails otherwise, of this copy. An object that is not there is not there on any rung. A
/// copy whose tag shows other bytes than the original's counts as failed. Confined to one thread.
final class CopyLadder {
    private final Requests requests;
    private final Lessons lessons;
    private final S3Keys keys;
    private final Lookup lookup;
    private final Uploads uploads;
    private final Downloads downloads;
    private final LargeObjects large;
    private final KnownSums sums;
    private final boolean verify;
    private final ObjectKey from;
    private final ObjectKey to;
    private final Optional<ByteSource> original;

    /// Of the rungs above.
    private final List<StoreException> failures = new ArrayList<>();

    private final List<Runnable> learned = new ArrayList<>();
    private @Nullable ObjectInfo source;

    CopyLadder(S3Store.Parts parts, ObjectKey from, ObjectKey to, Optional<ByteSource> original) {
        this.requests = parts.requests();
        this.lessons = parts.lessons();
        this.keys = parts.keys();
        this.lookup = parts.lookup();
        this.uploads = parts.uploads();
        this.downloads = parts.downloads();
        this.large = parts.large();
        this.sums = parts.sums();
        this.verify = parts.settings().verify();
        this.from = from;
        this.to = to;
        this.original = original;
    }

    private interface Rung {
        void copy() throws IOException;
    }

    void copy() throws IOException {
        keys.of(from);
        keys.checked(to, requests.profile());
        Interruption.check();
        if (from.equals(to)) {
            source();
            return;
        }
        boolean done = (mayFitIntoOne() && climb(Ability.COPY, this::whole))
                || (isWorthRanges() && climb(Ability.COPY_PART, this::ranges));
        if (!done) {
            byHand();
        }
        // Only now, for a service that takes no copy by whatever means teaches nothing about one of them.
        learned.forEach(Runnable::run);
    }

    /// The size is not asked for: it would double the requests of all the copies that need no second rung.
    private boolean mayFitIntoOne() {
        return Math.max(large.size(from).orElse(0), expected())
                        <= requests.profile().copyCutoff()
                && lessons.mayTry(Ability.COPY);
    }

    private long expected() {
        return original.map(ByteSource::expectedSize).orElse(ByteSource.UNKNOWN_SIZE);
    }

    /// A small object takes three requests this way, and one or two by hand.
    private boolean isWorthRanges() throws IOException {
        long small = requests.profile().minPartSize();
        boolean known = expected() != ByteSource.UNKNOWN_SIZE && expected() <= small;
        return lessons.can(Ability.COPY_PART)
                && !known
                && source().storedSize() > small
                && lessons.mayTry(Ability.COPY_PART);
    }

    private ObjectInfo source() throws IOException {
        if (source == null) {
            source = lookup.find(from)
                    .orElseThrow(() -> new ObjectNotFoundException("copy of " + from + " failed: no such object"));
        }
        return source;
    }

    private boolean climb(Ability ability, Rung rung) throws IOException {
        try {
            rung.copy();
            return true;
        } catch (ObjectNotFoundException e) {
            // Ceph decodes the source of a range twice, so an object with a % in its key is not found.
            if (ability == Ability.COPY || Inability.noBucket(e)) {
                throw e;
            }
            failures.add(e);
        } catch (StoreException e) {
            if (e instanceof AccessDeniedException && !isReadable()) {
                throw e;
            }
            if (Inability.notImplemented(e) || Inability.forbidden(e)) {
                learned.add(() -> lessons.missing(ability, news(ability)));
            } else if (e instanceof TransientStoreException || Inability.badRequest(e)) {
                learned.add(() -> lessons.failing(ability, newsOfFailure(ability, e)));
            }
            failures.add(e);
        }
        return false;
    }

    private static String news(Ability ability) {
        return ability == Ability.COPY
                ? "the service refuses to copy objects; they are sent again instead, which takes longer, until"
                        + " `holdfast site probe` finds that it copies"
                : "the service refuses to copy ranges of objects; large ones are sent again instead, which takes"
                        + " longer";
    }

    private static String newsOfFailure(Ability ability, StoreException failure) {
        return "copies of " + (ability == Ability.COPY ? "" : "ranges of ")
                + "objects fail, so most are sent again instead, which takes longer: " + failure.getMessage();
    }

    private boolean isReadable() throws IOException {
        try {
            source();
            return true;
        } catch (AccessDeniedException _) {
            return false;
        }
    }

    /// A flipped bit may be chance, so there is a second try.
    private void whole() throws IOException {
        CopyObjectResponse answer = sent();
        if (isDamaged(answer)) {
            answer = sent();
        }
        if (isDamaged(answer)) {
            throw new TransientStoreException(
                    "copy of " + from + " arrived damaged twice: its ETag "
                            + tag(answer).orElse("") + " is not that of the original",
                    "see that nothing else changes the store meanwhile; or, if the service encrypts by keys of its"
                            + " own, use --no-verify",
                    null);
        }
        sums.note(to, tag(answer));
        lessons.works(Ability.COPY);
    }

    private CopyObjectResponse sent() throws IOException {
        return requests.send(Operation.COPY, from, client -> {
            CopyObjectResponse answer = client.copyObject(request -> request.sourceBucket(requests.bucket())
                    .sourceKey(keys.of(from))
                    .destinationBucket(requests.bucket())
                    .destinationKey(keys.of(to))
                    .metadataDirective(MetadataDirective.COPY));
            if (verify && tag(answer).isEmpty()) {
                throw EmbeddedError.noTag();
            }
            return answer;
        });
    }

    private boolean isDamaged(CopyObjectResponse answer) {
        return verify
                && requests.profile().can(Ability.MD5_TAG)
                && Tag.mayBeSum(answer.serverSideEncryption(), answer.sseCustomerAlgorithm())
                && tag(answer).filter(tag -> sums.contradict(from, tag)).isPresent();
    }

    private static Optional<String> tag(CopyObjectResponse answer) {
        return Tag.of(
                answer.copyObjectResult() == null
                        ? null
                        : answer.copyObjectResult().eTag());
    }

    private void ranges() throws IOException {
        new RangeCopy(requests, lessons, from, keys.of(from), to, keys.of(to), source().storedSize(), verify).copy();
        large.note(to, source().storedSize());
        sums.note(to, Optional.empty());
    }

    private void byHand() throws IOException {
        try {
            if (!again()) {
                long size = source().storedSize();
                put(ByteSource.sized(size, out -> downloads.get(from, in -> in.transferTo(out))), _ -> {});
            }
        } catch (IOException e) {
            failures.forEach(e::addSuppressed);
            throw e;
        }
    }

    private void put(ByteSource content, Consumer<Throwable> callers) throws IOException {
        sums.note(to, uploads.put(to, content, callers).tag());
    }

    /// Puts the original again; false if there is none any more.
    private boolean again() throws IOException {
        if (original.isEmpty()) {
            return false;
        }
        AtomicReference<@Nullable Throwable> own = new AtomicReference<>();
        try {
            put(original.get(), own::set);
            return true;
        } catch (IOException | RuntimeException e) {
            if (!e.equals(own.get()) || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return false;
        }
    }
}
