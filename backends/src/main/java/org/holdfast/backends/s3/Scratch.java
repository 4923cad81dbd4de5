package org.holdfast.backends.s3;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.Operation;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/// Throw-away objects of a site, in a directory of their own. Remembers everything it may have made, so that
/// [#clear()] leaves nothing. Confined to one thread.
final class Scratch {
    private final Requests requests;
    private final ObjectKey prefix;
    private final ObjectKey directory;
    private final Set<ObjectKey> made = new LinkedHashSet<>();
    private final Map<String, ObjectKey> uploads = new LinkedHashMap<>();

    /// @param prefix below which the directory is made
    Scratch(Requests requests, ObjectKey prefix) {
        this.requests = requests;
        this.prefix = prefix;
        this.directory = ObjectKey.of(".holdfast-check-" + UUID.randomUUID());
    }

    ObjectKey key(String name) {
        return directory.resolve(name);
    }

    ObjectKey directory() {
        return directory;
    }

    /// The whole key of an object, as the service knows it.
    String whole(ObjectKey key) {
        return prefix.resolve(key).text();
    }

    /// What all keys here begin with.
    String listed() {
        return whole(directory) + "/";
    }

    /// Puts an object in one request.
    ///
    /// @return the tag the service gave it, without quotes
    Optional<String> put(ObjectKey key, byte[] bytes) throws IOException {
        return put(key, bytes, putRequest(key, bytes).build());
    }

    /// As [#put(ObjectKey, byte\[\])], if there is no such object.
    Optional<String> putNew(ObjectKey key, byte[] bytes) throws IOException {
        return put(key, bytes, putRequest(key, bytes).ifNoneMatch("*").build());
    }

    private Optional<String> put(ObjectKey key, byte[] bytes, PutObjectRequest request) throws IOException {
        made.add(key);
        return Optional.ofNullable(requests.send(
                                Operation.PUT, key, client -> client.putObject(request, RequestBody.fromBytes(bytes)))
                        .eTag())
                .map(Scratch::withoutQuotes);
    }

    private PutObjectRequest.Builder putRequest(ObjectKey key, byte[] bytes) {
        return PutObjectRequest.builder()
                .bucket(requests.bucket())
                .key(whole(key))
                .contentMD5(sendsMd5() ? base64Md5(bytes) : null);
    }

    byte[] get(ObjectKey key) throws IOException {
        return requests.send(
                        Operation.GET,
                        key,
                        client -> client.getObjectAsBytes(
                                get -> get.bucket(requests.bucket()).key(whole(key))))
                .asByteArray();
    }

    boolean exists(ObjectKey key) throws IOException {
        try {
            requests.send(
                    Operation.STAT,
                    key,
                    client -> client.headObject(
                            head -> head.bucket(requests.bucket()).key(whole(key))));
            return true;
        } catch (ObjectNotFoundException _) {
            return false;
        }
    }

    /// The whole keys of what is here, as one listing in the way the profile says tells them.
    List<String> list() throws IOException {
        List<S3Object> found = requests.profile().can(Ability.LIST_V2)
                ? requests.send(
                                Operation.LIST,
                                directory,
                                client -> client.listObjectsV2(
                                        list -> list.bucket(requests.bucket()).prefix(listed())))
                        .contents()
                : requests.send(
                                Operation.LIST,
                                directory,
                                client -> client.listObjects(
                                        list -> list.bucket(requests.bucket()).prefix(listed())))
                        .contents();
        return found.stream().map(S3Object::key).toList();
    }

    void copy(ObjectKey from, ObjectKey to) throws IOException {
        made.add(to);
        requests.send(
                Operation.COPY,
                to,
                client -> client.copyObject(copy -> copy.sourceBucket(requests.bucket())
                        .sourceKey(whole(from))
                        .destinationBucket(requests.bucket())
                        .destinationKey(whole(to))));
    }

    /// Uploads an object in parts.
    ///
    /// @return the tags of the parts, without quotes
    List<String> upload(ObjectKey key, List<byte[]> parts) throws IOException {
        return assemble(key, parts.size(), (uploadId, number) -> {
            UploadPartResponse sent = requests.send(
                    Operation.PUT,
                    key,
                    client -> client.uploadPart(
                            part -> part.bucket(requests.bucket())
                                    .key(whole(key))
                                    .uploadId(uploadId)
                                    .partNumber(number)
                                    .checksumAlgorithm(Arrived.algorithm(requests.profile()))
                                    .contentMD5(sendsMd5() ? base64Md5(parts.get(number - 1)) : null),
                            RequestBody.fromBytes(parts.get(number - 1))));
            return arrived(sent.eTag(), sent.checksumCRC32());
        });
    }

    /// Copies an object in ranges.
    ///
    /// @param ranges as in `bytes=0-9`
    void copyRanges(ObjectKey from, ObjectKey to, List<String> ranges) throws IOException {
        assemble(to, ranges.size(), (uploadId, number) -> {
            CopyPartResult copied = requests.send(
                            Operation.COPY,
                            to,
                            client -> client.uploadPartCopy(copy -> copy.sourceBucket(requests.bucket())
                                    .sourceKey(whole(from))
                                    .copySourceRange(ranges.get(number - 1))
                                    .destinationBucket(requests.bucket())
                                    .destinationKey(whole(to))
                                    .uploadId(uploadId)
                                    .partNumber(number)))
                    .copyPartResult();
            return arrived(copied.eTag(), copied.checksumCRC32());
        });
    }

    /// Begins an upload that is aborted by [#clear()].
    ///
    /// @return its id
    String begin(ObjectKey key) throws IOException {
        String uploadId = requests.send(
                        Operation.PUT,
                        key,
                        client -> client.createMultipartUpload(create -> create.bucket(requests.bucket())
                                .key(whole(key))
                                .checksumAlgorithm(Arrived.algorithm(requests.profile()))))
                .uploadId();
        uploads.put(uploadId, key);
        return uploadId;
    }

    private List<String> assemble(ObjectKey key, int count, Part part) throws IOException {
        made.add(key);
        String uploadId = begin(key);
        List<CompletedPart> parts = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            parts.add(part.send(uploadId, number).completed(number, requests.profile()));
        }
        requests.send(
                Operation.PUT,
                key,
                client -> client.completeMultipartUpload(complete -> complete.bucket(requests.bucket())
                        .key(whole(key))
                        .uploadId(uploadId)
                        .multipartUpload(all -> all.parts(parts))));
        uploads.remove(uploadId);
        return parts.stream()
                .map(CompletedPart::eTag)
                .map(Scratch::withoutQuotes)
                .toList();
    }

    void delete(ObjectKey key) throws IOException {
        requests.send(
                Operation.DELETE,
                key,
                client -> client.deleteObject(
                        delete -> delete.bucket(requests.bucket()).key(whole(key))));
    }

    /// Removes whatever may be left, also on an interrupted thread.
    ///
    /// @return why something could not be removed
    Optional<IOException> clear() {
        boolean interrupted = Thread.interrupted();
        Optional<IOException> failure = Optional.empty();
        for (Map.Entry<String, ObjectKey> upload : List.copyOf(uploads.entrySet())) {
            failure = worst(failure, () -> abort(upload.getKey(), upload.getValue()));
        }
        for (ObjectKey key : made) {
            failure = worst(failure, () -> delete(key));
        }
        made.clear();
        uploads.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return failure;
    }

    private void abort(String uploadId, ObjectKey key) throws IOException {
        requests.send(
                Operation.DELETE,
                key,
                client -> client.abortMultipartUpload(
                        abort -> abort.bucket(requests.bucket()).key(whole(key)).uploadId(uploadId)));
    }

    private static Optional<IOException> worst(Optional<IOException> sofar, Removal removal) {
        try {
            removal.run();
            return sofar;
        } catch (ObjectNotFoundException _) {
            return sofar;
        } catch (IOException e) {
            return sofar.or(() -> Optional.of(e));
        }
    }

    private boolean sendsMd5() {
        return requests.profile().checksums() == Profile.Checksums.MD5;
    }

    private static String base64Md5(byte[] bytes) {
        return Base64.getEncoder().encodeToString(md5(bytes));
    }

    static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    private static String withoutQuotes(String tag) {
        return tag.replace("\"", "");
    }

    private static Arrived arrived(@Nullable String tag, @Nullable String crc32) {
        return Arrived.of(Tag.of(tag).orElse(""), crc32);
    }

    /// Sends one part.
    @FunctionalInterface
    private interface Part {
        Arrived send(String uploadId, int number) throws IOException;
    }

    @FunctionalInterface
    private interface Removal {
        void run() throws IOException;
    }
}
