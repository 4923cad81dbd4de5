package org.holdfast.backends.s3;

import java.io.IOException;
import java.util.Optional;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;
import org.holdfast.backends.Tasks;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/// Copies an object inside the service range by range, several at once. All ranges but the last have the same size,
/// since some services insist on it.
///
/// @param lessons hears of each range that was copied: one shows that the service can, whatever becomes of the others
/// @param from for messages
/// @param source the whole key of `from` in the bucket
/// @param target the whole key of `to` in the bucket
/// @param size bytes of the object, at least 1
record RangeCopy(
        Requests requests,
        Lessons lessons,
        ObjectKey from,
        String source,
        ObjectKey to,
        String target,
        long size,
        boolean verify) {
    void copy() throws IOException {
        Multipart upload = Multipart.begin(requests, Operation.COPY, to, target);
        try {
            copyAll(upload);
            upload.complete(size, verify);
        } catch (Throwable failure) {
            upload.abort(failure);
            throw failure;
        }
    }

    private void copyAll(Multipart upload) throws IOException {
        Profile profile = requests.profile();
        long range = Math.min(
                profile.maxPartSize(), Math.max(profile.copyPartSize(), Math.ceilDiv(size, (long) profile.maxParts())));
        try (Tasks tasks = new Tasks(profile.copies())) {
            int number = 0;
            for (long start = 0; start < size; start += range) {
                int part = ++number;
                long first = start;
                long last = Math.min(size, start + range) - 1;
                tasks.submit(() -> upload.add(part, copyRange(upload, part, first, last)));
            }
            tasks.join();
        }
    }

    private Arrived copyRange(Multipart upload, int part, long first, long last) throws IOException {
        Arrived copied = requests.send(Operation.COPY, from, client -> {
            UploadPartCopyResponse answer = client.uploadPartCopy(request -> request.sourceBucket(requests.bucket())
                    .sourceKey(source)
                    .copySourceRange("bytes=" + first + "-" + last)
                    .destinationBucket(requests.bucket())
                    .destinationKey(target)
                    .uploadId(upload.uploadId())
                    .partNumber(part));
            return arrived(answer).orElseThrow(EmbeddedError::noTag);
        });
        lessons.works(Ability.COPY_PART);
        return copied;
    }

    private static Optional<Arrived> arrived(UploadPartCopyResponse answer) {
        Optional<CopyPartResult> copied = Optional.ofNullable(answer.copyPartResult());
        return copied.flatMap(result -> Tag.of(result.eTag()).map(tag -> Arrived.of(tag, result.checksumCRC32())));
    }
}
