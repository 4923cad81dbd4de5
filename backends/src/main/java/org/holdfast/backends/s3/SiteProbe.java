package org.holdfast.backends.s3;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Finds out what a site can do by having it do it. What it refuses, or does wrong, it cannot do; what fails on the
/// way says nothing. Confined to one thread; good for one run.
final class SiteProbe {
    private static final int PART = 5 << 20;

    private final Requests requests;
    private final String provider;
    private final Profile row;
    private final Steps steps;
    private final Scratch scratch;

    /// @param row what the table says of the provider
    SiteProbe(Site site, Profile row, Requests requests, Consumer<Step> listener) {
        this.requests = requests;
        this.provider = site.provider();
        this.row = row;
        this.steps = new Steps(listener);
        this.scratch = new Scratch(requests, site.settings().prefix());
    }

    /// Runs to the end, whatever fails.
    ///
    /// @return whether no step failed
    boolean run() {
        ObjectKey small = scratch.key("small");
        ObjectKey large = scratch.key("large");
        byte[] bytes = "holdfast".getBytes(StandardCharsets.UTF_8);
        byte[] parts = new byte[PART + 1];
        Arrays.fill(parts, (byte) 'h');
        try {
            boolean written = steps.attempt("write", () -> {
                scratch.put(small, bytes);
                scratch.put(large, parts);
                return Finding.ok("");
            });
            if (written) {
                learn(Ability.COPY, true, () -> copies(small, bytes));
                learn(Ability.COPY_PART, true, () -> copiesRanges(large, parts));
                learn(Ability.BATCH_DELETE, false, this::deletesBatches);
                learn(Ability.LIST_V2, false, this::listsV2);
                learn(Ability.URL_ENCODED_LISTING, false, this::encodesListings);
                learn(Ability.LIST_UPLOADS, false, this::listsUploads);
                learn(Ability.CONDITIONAL_PUT, false, this::obeysConditions);
                learn(Ability.MD5_TAG, false, this::tagsAreMd5);
            }
        } finally {
            scratch.clear()
                    .ifPresent(failure -> steps.tell(
                            "clean up",
                            Finding.warning(
                                    "could not remove everything below " + scratch.listed() + ": "
                                            + failure.getMessage(),
                                    "remove it by hand")));
        }
        return steps.noneFailed();
    }

    /// @param deniable whether the service may say of this alone that it is forbidden, and mean that it has no such
    ///     thing
    private void learn(Ability ability, boolean deniable, Trial trial) {
        steps.attempt(name(ability), () -> {
            Result result = result(deniable, trial);
            String news = name(ability) + ": " + result.words() + comparison(ability, result.there());
            requests.learn(ability, result.there(), news);
            return Finding.ok(result.words() + comparison(ability, result.there()));
        });
    }

    private static Result result(boolean deniable, Trial trial) throws IOException {
        try {
            return trial.make();
        } catch (IOException e) {
            Answer refusal = Answer.in(e).orElseThrow(() -> e);
            if (refusal.isOfTheCall() || (deniable && refusal.isOfTheUser())) {
                return new Result(false, "refused (" + refusal + ")");
            }
            throw e;
        }
    }

    private String comparison(Ability ability, boolean there) {
        if (row.can(ability) == there) {
            return "";
        }
        return there ? "; more than expected of " + provider : "; expected of " + provider + " otherwise";
    }

    private static String name(Ability ability) {
        return ability.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private Result copies(ObjectKey from, byte[] bytes) throws IOException {
        ObjectKey to = scratch.key("copy");
        scratch.copy(from, to);
        return Result.of(Arrays.equals(scratch.get(to), bytes), "the copy is not what was copied");
    }

    private Result copiesRanges(ObjectKey from, byte[] bytes) throws IOException {
        ObjectKey to = scratch.key("ranges");
        scratch.copyRanges(from, to, List.of("bytes=0-" + (PART - 1), "bytes=" + PART + "-" + PART));
        return Result.of(Arrays.equals(scratch.get(to), bytes), "the copy is not what was copied");
    }

    private Result deletesBatches() throws IOException {
        List<ObjectKey> keys = List.of(scratch.key("batch/1"), scratch.key("batch/2"));
        for (ObjectKey key : keys) {
            scratch.put(key, new byte[] {1});
        }
        List<ObjectIdentifier> whole = keys.stream()
                .map(key -> ObjectIdentifier.builder().key(scratch.whole(key)).build())
                .toList();
        DeleteObjectsResponse response = requests.send(
                Operation.DELETE,
                keys.getFirst(),
                client -> client.deleteObjects(
                        delete -> delete.bucket(requests.bucket()).delete(all -> all.objects(whole))));
        boolean gone = !scratch.exists(keys.getFirst()) && !scratch.exists(keys.getLast());
        return Result.of(response.errors().isEmpty() && gone, "not all that was to be deleted is gone");
    }

    private Result listsV2() throws IOException {
        List<ObjectKey> keys = List.of(scratch.key("pages/1"), scratch.key("pages/2"));
        for (ObjectKey key : keys) {
            scratch.put(key, new byte[] {1});
        }
        String prefix = scratch.whole(scratch.key("pages")) + "/";
        ListObjectsV2Response first = requests.send(
                Operation.LIST,
                scratch.directory(),
                client -> client.listObjectsV2(
                        list -> list.bucket(requests.bucket()).prefix(prefix).maxKeys(1)));
        if (first.nextContinuationToken() == null || first.contents().size() != 1) {
            return new Result(false, "does not continue after the first page");
        }
        ListObjectsV2Response second = requests.send(
                Operation.LIST,
                scratch.directory(),
                client -> client.listObjectsV2(list -> list.bucket(requests.bucket())
                        .prefix(prefix)
                        .maxKeys(1)
                        .continuationToken(first.nextContinuationToken())));
        boolean both = second.contents().size() == 1
                && !second.contents()
                        .getFirst()
                        .key()
                        .equals(first.contents().getFirst().key());
        return Result.of(both, "the second page is not what follows the first");
    }

    private Result encodesListings() throws IOException {
        ObjectKey odd = putOdd();
        ListObjectsResponse found = requests.send(
                Operation.LIST,
                scratch.directory(),
                client -> client.listObjects(list -> list.bucket(requests.bucket())
                        .prefix(scratch.whole(scratch.key("odd")) + "/")
                        .encodingType(EncodingType.URL)));
        if (found.encodingType() != EncodingType.URL) {
            return new Result(false, "listings come as they are");
        }
        List<String> keys = found.contents().stream().map(S3Object::key).toList();
        return Result.of(keys.equals(List.of(scratch.whole(odd))), "keys come back changed");
    }

    /// With a character that XML does not have, unless the service does not have it either.
    private ObjectKey putOdd() throws IOException {
        ObjectKey odd = scratch.key("odd/a b+c%20&<ü>\u0007");
        try {
            scratch.put(odd, new byte[] {1});
            return odd;
        } catch (IOException e) {
            if (Answer.in(e).isEmpty()) {
                throw e;
            }
            ObjectKey tame = scratch.key("odd/a b+c%20&<ü>");
            scratch.put(tame, new byte[] {1});
            return tame;
        }
    }

    private Result listsUploads() throws IOException {
        ObjectKey key = scratch.key("uploads/unfinished");
        String uploadId = scratch.begin(key);
        List<MultipartUpload> found = requests.send(
                        Operation.LIST,
                        scratch.directory(),
                        client -> client.listMultipartUploads(list ->
                                list.bucket(requests.bucket()).prefix(scratch.whole(scratch.key("uploads")) + "/")))
                .uploads();
        boolean told = found.size() == 1 && uploadId.equals(found.getFirst().uploadId());
        return Result.of(told, "an unfinished upload is not told by the beginning of its key");
    }

    private Result obeysConditions() throws IOException {
        return switch (Obedience.of(scratch)) {
            case OBEYS -> new Result(true, "there");
            case IGNORES -> new Result(false, "If-None-Match is ignored");
            case TOO_LATE -> new Result(false, "If-None-Match is refused, but obeyed too late");
        };
    }

    private Result tagsAreMd5() throws IOException {
        byte[] first = new byte[PART];
        byte[] second = {1};
        Optional<String> whole = scratch.put(scratch.key("tagged"), second);
        List<String> tags = scratch.upload(scratch.key("tagged parts"), List.of(first, second));
        boolean md5 = whole.equals(Optional.of(hexMd5(second))) && tags.equals(List.of(hexMd5(first), hexMd5(second)));
        return Result.of(md5, "tags are something else");
    }

    private static String hexMd5(byte[] bytes) {
        return HexFormat.of().formatHex(Scratch.md5(bytes));
    }

    @FunctionalInterface
    private interface Trial {
        Result make() throws IOException;
    }

    /// @param words for people
    private record Result(boolean there, String words) {
        static Result of(boolean there, String otherwise) {
            return new Result(there, there ? "there" : otherwise);
        }
    }
}
