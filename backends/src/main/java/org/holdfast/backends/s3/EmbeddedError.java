package org.holdfast.backends.s3;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// A failure that came inside of an answer of 200, as the exception that would have been thrown had the status said
/// so. Thrown inside a [Requests.Call], it has the request sent again. Pure functions.
final class EmbeddedError {
    private EmbeddedError() {}

    /// The service is too busy for a part of what was asked.
    static S3Exception busy(String code, @Nullable String message) {
        return of(503, code, message);
    }

    /// The answer says nothing of what was done. Not [#busy], for to slow down would not help.
    static S3Exception noTag() {
        return of(500, "MissingETag", "the answer has no ETag");
    }

    private static S3Exception of(int status, String code, @Nullable String message) {
        return (S3Exception) S3Exception.builder()
                .statusCode(status)
                .message(code + ": " + message)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .serviceName("S3")
                        .build())
                .build();
    }
}
