package org.holdfast.backends.s3;

import java.util.Set;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.StoreException;

/// What a failure says about the service rather than about the object: by the status first, by the code second, as
/// providers differ in codes. Pure functions.
final class Inability {
    private static final Set<String> NOT_IMPLEMENTED = Set.of(
            "NotImplemented",
            "NotSupported",
            "Unsupported",
            "UnsupportedOperation",
            "MethodNotAllowed",
            "UnknownOperation");

    private static final Set<String> FORBIDDEN = Set.of("AccessDenied", "Forbidden", "");

    private Inability() {}

    /// Whether the service has no such operation.
    static boolean notImplemented(StoreException e) {
        return switch (status(e)) {
            case 501, 405 -> true;
            case 400 -> NOT_IMPLEMENTED.contains(code(e));
            default -> false;
        };
    }

    /// Whether the service says that we may not do this at all, rather than that the object or the request is not in
    /// the right state: archived, signed wrongly, signed too late.
    static boolean forbidden(StoreException e) {
        return status(e) == 403 && FORBIDDEN.contains(code(e));
    }

    /// Whether a request about a multipart upload failed since there is none: it was completed or aborted before.
    static boolean noUpload(StoreException e) {
        return code(e).equals("NoSuchUpload") || (e instanceof ObjectNotFoundException && !noBucket(e));
    }

    /// Whether the service finds fault with the request, and not with the size of what it is about, which others may
    /// not have.
    static boolean badRequest(StoreException e) {
        return status(e) == 400 && !code(e).equals("EntityTooLarge");
    }

    static boolean noBucket(StoreException e) {
        return code(e).equals("NoSuchBucket");
    }

    /// Whether it is the object that is missing, for certain.
    static boolean noKey(StoreException e) {
        return code(e).equals("NoSuchKey");
    }

    /// The HTTP status of the answer; 0 if there was none.
    static int status(StoreException e) {
        return Answer.in(e).map(Answer::status).orElse(0);
    }

    private static String code(StoreException e) {
        return Answer.in(e).map(Answer::code).orElse("");
    }
}
