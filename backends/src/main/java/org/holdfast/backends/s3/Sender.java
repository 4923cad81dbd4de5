package org.holdfast.backends.s3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PermanentStoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/// Sends one buffer, as an object or as a part, and makes sure that it arrived as it was. Thread-safe.
final class Sender {
    private static final String CONTENT_TYPE = "application/octet-stream";

    private final Requests requests;
    private final boolean verify;

    Sender(Requests requests, boolean verify) {
        this.requests = requests;
        this.verify = verify;
    }

    /// What the service says of bytes that it took.
    ///
    /// @param crc32 in base64
    /// @param comparable whether the tag may be their MD5
    private record Receipt(Optional<String> tag, @Nullable String crc32, boolean comparable) {
        static Receipt of(
                @Nullable String tag,
                @Nullable String crc32,
                @Nullable ServerSideEncryption encryption,
                @Nullable String customerAlgorithm) {
            return new Receipt(Tag.of(tag), crc32, Tag.mayBeSum(encryption, customerAlgorithm));
        }
    }

    Optional<String> object(ObjectKey key, String name, PartBuffers.Buffer buffer) throws IOException {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(requests.bucket()).key(name).contentType(CONTENT_TYPE);
        return verified(
                        key,
                        buffer,
                        sum -> requests.send(Operation.PUT, key, client -> {
                            PutObjectResponse answer = client.putObject(
                                    request.contentMD5(base64(sum)).build(), body(buffer));
                            return Receipt.of(
                                    answer.eTag(),
                                    answer.checksumCRC32(),
                                    answer.serverSideEncryption(),
                                    answer.sseCustomerAlgorithm());
                        }))
                .tag();
    }

    Arrived part(ObjectKey key, Multipart upload, int number, PartBuffers.Buffer buffer) throws IOException {
        UploadPartRequest.Builder request = UploadPartRequest.builder()
                .bucket(requests.bucket())
                .key(upload.name())
                .uploadId(upload.uploadId())
                .partNumber(number)
                .checksumAlgorithm(Arrived.algorithm(requests.profile()));
        Receipt receipt = verified(
                key,
                buffer,
                sum -> requests.send(Operation.PUT, key, client -> {
                    UploadPartResponse answer =
                            client.uploadPart(request.contentMD5(base64(sum)).build(), body(buffer));
                    return Receipt.of(
                            answer.eTag(),
                            answer.checksumCRC32(),
                            answer.serverSideEncryption(),
                            answer.sseCustomerAlgorithm());
                }));
        String tag = receipt.tag()
                .orElseThrow(() -> new PermanentStoreException(
                        "put of " + key + " failed: the service gave no ETag for part " + number));
        return Arrived.of(tag, receipt.crc32());
    }

    private interface Attempt {
        Receipt send(byte @Nullable [] sum) throws IOException;
    }

    /// A flipped bit may be chance, so there is a second try; a second one is not.
    private Receipt verified(ObjectKey key, PartBuffers.Buffer buffer, Attempt attempt) throws IOException {
        if (!verify || requests.profile().checksums() == Profile.Checksums.DEFAULT) {
            return attempt.send(null);
        }
        byte[] sum = Tag.md5(buffer.bytes(), buffer.length());
        Receipt receipt = attempt.send(sum);
        if (isDamaged(receipt, sum)) {
            receipt = attempt.send(sum);
        }
        if (isDamaged(receipt, sum)) {
            throw new PermanentStoreException(
                    "put of " + key + " arrived damaged twice: its ETag is "
                            + receipt.tag().orElse("") + ", the MD5 of what was sent is " + Tag.hex(sum),
                    "something on the way changes data; or, if the service encrypts by keys of its own, use"
                            + " --no-verify",
                    null);
        }
        return receipt;
    }

    private boolean isDamaged(Receipt receipt, byte[] sum) {
        return receipt.comparable()
                && requests.profile().can(Ability.MD5_TAG)
                && receipt.tag()
                        .filter(tag -> Tag.isSum(tag) && !tag.equals(Tag.hex(sum)))
                        .isPresent();
    }

    private static @Nullable String base64(byte @Nullable [] sum) {
        return sum == null ? null : Base64.getEncoder().encodeToString(sum);
    }

    /// Reads the buffer itself: the SDK's own way from an array copies it first.
    private static RequestBody body(PartBuffers.Buffer buffer) {
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(buffer.bytes(), 0, buffer.length()), buffer.length(), CONTENT_TYPE);
    }
}
