package org.holdfast.backends.s3;

import java.time.Duration;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;

/// Tells the [Problem] from what a service said: by the HTTP status first, which every service and every proxy in
/// front of one sends, and by the XML's code second, which is often missing. Stateless.
final class RefusedRequests {
    /// From when on AWS refuses a request for its time.
    private static final Duration TOLERATED_SKEW = Duration.ofMinutes(15);

    private RefusedRequests() {}

    static Problem problem(Refusal refusal, Operation operation, ObjectKey key) {
        return switch (refusal.status()) {
            case 301, 302, 303, 307, 308 -> Problem.WRONG_REGION;
            case 401, 403 -> forbidden(refusal);
            case 402, 507 -> Problem.OVER_QUOTA;
            case 404, 410 -> missing(refusal, operation, key);
            case 405, 501 -> Problem.NOT_OFFERED;
            case 408 -> Problem.TIMED_OUT;
            case 409 -> conflict(refusal);
            case 412 -> Problem.PRECONDITION;
            case 413 -> Problem.TOO_LARGE;
            case 414 -> Problem.KEY_TOO_LONG;
            case 429, 503 -> Problem.THROTTLED;
            default -> {
                if (refusal.status() >= 500) {
                    yield failed(refusal);
                }
                yield refusal.html() ? Problem.NOT_S3 : byCode(refusal);
            }
        };
    }

    private static Problem forbidden(Refusal refusal) {
        boolean skewed =
                refusal.skew().isPresent() && refusal.skew().get().abs().compareTo(TOLERATED_SKEW) >= 0;
        // A HEAD is refused without a body. Some services say of a time they do not like that the signature is wrong.
        if (skewed && (refusal.code().isEmpty() || isOfSignature(refusal.code()))) {
            return Problem.CLOCK;
        }
        Problem problem = byCode(refusal);
        return problem == Problem.REFUSED ? Problem.DENIED : problem;
    }

    private static boolean isOfSignature(String code) {
        return switch (code) {
            case "SignatureDoesNotMatch", "RequestExpired", "AccessDenied" -> true;
            default -> false;
        };
    }

    private static Problem missing(Refusal refusal, Operation operation, ObjectKey key) {
        // The answer to a HEAD says nothing but 404, whatever its type.
        if (refusal.html() && operation != Operation.STAT) {
            return Problem.NOT_S3;
        }
        return switch (refusal.code()) {
            case "NoSuchBucket" -> Problem.NO_BUCKET;
            case "NoSuchUpload" -> Problem.NO_UPLOAD;
            case "NoSuchKey" -> Problem.NO_OBJECT;
            default ->
                switch (operation) {
                    case GET, STAT, COPY, DELETE -> key.equals(ObjectKey.ROOT) ? Problem.NO_BUCKET : Problem.NO_OBJECT;
                    case PUT, LIST, FLUSH -> Problem.NO_BUCKET;
                };
        };
    }

    private static Problem conflict(Refusal refusal) {
        return switch (refusal.code()) {
            case "ConditionalRequestConflict", "OperationAborted", "Conflict", "" -> Problem.CONFLICT;
            default -> byCode(refusal);
        };
    }

    private static Problem failed(Refusal refusal) {
        Problem problem = byCode(refusal);
        return problem == Problem.REFUSED ? Problem.SERVER_FAILED : problem;
    }

    private static Problem byCode(Refusal refusal) {
        return switch (refusal.code()) {
            case "SlowDown",
                    "ServiceUnavailable",
                    "RequestRateLimitExceeded",
                    "TooManyRequests",
                    "TooManyRequestsException",
                    "Throttling",
                    "ThrottlingException",
                    "RequestLimitExceeded",
                    "BandwidthLimitExceeded" -> Problem.THROTTLED;
            case "RequestTimeout" -> Problem.TIMED_OUT;
            case "InternalError", "InternalServerError" -> Problem.SERVER_FAILED;
            case "IncompleteBody" -> Problem.CUT_OFF;
            case "BadDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch" -> Problem.DAMAGED;
            case "RequestTimeTooSkewed" -> Problem.CLOCK;
            case "AuthorizationHeaderMalformed", "PermanentRedirect", "IllegalLocationConstraintException" ->
                Problem.WRONG_REGION;
            case "InvalidAccessKeyId" -> Problem.UNKNOWN_KEY;
            case "SignatureDoesNotMatch" -> Problem.WRONG_SECRET;
            case "InvalidToken" -> Problem.BAD_TOKEN;
            case "ExpiredToken", "TokenRefreshRequired" -> Problem.EXPIRED_TOKEN;
            case "AccessDenied", "AllAccessDisabled", "AccountProblem", "NotSignedUp", "Unauthorized" -> Problem.DENIED;
            case "NoSuchBucket", "InvalidBucketName" -> Problem.NO_BUCKET;
            case "NoSuchKey" -> Problem.NO_OBJECT;
            case "NoSuchUpload" -> Problem.NO_UPLOAD;
            case "StorageCapExceeded",
                    "TransactionCapExceeded",
                    "DownloadCapExceeded",
                    "QuotaExceeded",
                    "XAmzQuotaExceeded",
                    "XMinioAdminBucketQuotaExceeded",
                    "XMinioStorageFull" -> Problem.OVER_QUOTA;
            case "InvalidObjectState", "ObjectNotInActiveTierError" -> Problem.ARCHIVED;
            case "KeyTooLongError", "KeyTooLong" -> Problem.KEY_TOO_LONG;
            case "EntityTooLarge", "MaxMessageLengthExceeded" -> Problem.TOO_LARGE;
            case "NotImplemented", "MethodNotAllowed" -> Problem.NOT_OFFERED;
            case "PreconditionFailed" -> Problem.PRECONDITION;
            default -> Problem.REFUSED;
        };
    }
}
