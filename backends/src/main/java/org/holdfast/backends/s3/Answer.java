package org.holdfast.backends.s3;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.SdkHttpResponse;

/// A service's own answer behind a failed request, as opposed to a failure on the way.
///
/// @param status of HTTP
/// @param code of the answer's XML, empty where it had none
/// @param response its headers, as they came
record Answer(int status, String code, Optional<SdkHttpResponse> response) {
    /// What services answer to calls that they do not have.
    private static final Set<Integer> NO_SUCH_CALL = Set.of(400, 405, 411, 501);

    static Optional<Answer> in(IOException e) {
        for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof AwsServiceException answer) {
                Optional<AwsErrorDetails> details = Optional.ofNullable(answer.awsErrorDetails());
                return Optional.of(new Answer(
                        answer.statusCode(),
                        details.map(AwsErrorDetails::errorCode).orElse(""),
                        details.map(AwsErrorDetails::sdkHttpResponse)));
            }
        }
        return Optional.empty();
    }

    /// Whether the service says that it has no such call, rather than that this one failed.
    boolean isOfTheCall() {
        return NO_SUCH_CALL.contains(status);
    }

    boolean isOfTheUser() {
        return status == 401 || status == 403;
    }

    /// For people.
    @Override
    public String toString() {
        return code.isEmpty() || code.equals(Integer.toString(status)) ? "" + status : status + " " + code;
    }
}
