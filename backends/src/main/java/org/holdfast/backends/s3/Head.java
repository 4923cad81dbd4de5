package org.holdfast.backends.s3;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PermanentStoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/// What a service says of one object.
///
/// @param size in bytes
/// @param modified by the service's clock, in whole seconds
/// @param tag without quotes
/// @param crc32 in base64; for an object of parts, see [Arrived#sum]
record Head(long size, Optional<Instant> modified, Optional<String> tag, Optional<String> crc32) {
    /// Asks.
    ///
    /// @param operation what it is asked for
    /// @param name the whole key in the bucket
    static Head of(Requests requests, Operation operation, ObjectKey key, String name) throws IOException {
        boolean sums = requests.profile().checksums() == Profile.Checksums.DEFAULT;
        HeadObjectResponse answer = requests.send(
                operation,
                key,
                client -> client.headObject(request ->
                        request.bucket(requests.bucket()).key(name).checksumMode(sums ? ChecksumMode.ENABLED : null)));
        return new Head(
                size(operation, key, answer.contentLength()),
                Optional.ofNullable(answer.lastModified()),
                Tag.of(answer.eTag()),
                Optional.ofNullable(answer.checksumCRC32()));
    }

    /// Insists on the size, which a proxy may have taken out of the answer.
    static long size(Operation operation, ObjectKey key, @Nullable Long told) throws PermanentStoreException {
        if (told == null) {
            throw new PermanentStoreException(
                    operation + " of " + key + " failed: the service does not tell the object's size",
                    "see whether a proxy on the way removes the header Content-Length",
                    null);
        }
        return told;
    }
}
