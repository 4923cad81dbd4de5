package org.holdfast.server.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Defect;
import org.holdfast.engine.Failure;
import org.holdfast.engine.view.Members;
import org.holdfast.server.job.Hints;

/// How failures are told. Stateless.
final class Errors {
    private Errors() {}

    static Answer answer(int status, String failure, String message, String hint) {
        return document(status, failure, message, hint, List.of(), Map.of());
    }

    private static Answer document(
            int status,
            String failure,
            String message,
            String hint,
            List<String> details,
            Map<String, String> headers) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("failure", failure);
        error.put("message", message);
        error.put("hint", hint);
        error.put("details", details);
        return new Answer.Document(status, Map.of("error", error), headers);
    }

    /// What was thrown, which the engine has explained, or nobody foresaw.
    static Answer answer(Throwable e) {
        if (e instanceof BackupException known) {
            return document(
                    status(known.failure()),
                    Members.lower(known.failure()),
                    String.valueOf(known.getMessage()),
                    Hints.here(known.hint()),
                    known.details().stream().map(Hints::here).toList(),
                    Map.of());
        }
        if (e instanceof java.io.IOException io) {
            return answer(500, Members.lower(Failure.FAILED), String.valueOf(io.getMessage()), "");
        }
        BackupException defect = Defect.explain(e);
        return answer(500, Members.lower(Failure.FAILED), String.valueOf(defect.getMessage()), defect.hint());
    }

    static int status(Failure failure) {
        return switch (failure) {
            case MISCONFIGURED, NAMES_TOO_LONG -> 400;
            case NOT_FOUND -> 404;
            case LOCKED -> 409;
            case WRONG_PASSWORD, DAMAGED -> 422;
            case FAILED -> 500;
            case UNREACHABLE -> 502;
            case INTERRUPTED -> 503;
        };
    }

    static Answer unknown() {
        return document(
                401,
                "unauthorized",
                "log in, or send the token: Authorization: Bearer TOKEN",
                "\"holdfast serve --new-token\" makes one",
                List.of(),
                Map.of("WWW-Authenticate", "Bearer"));
    }

    static Answer tooOften(long seconds) {
        return document(
                429,
                "too_many_requests",
                "too many attempts have failed",
                "try again in " + seconds + " s",
                List.of(),
                Map.of("Retry-After", String.valueOf(seconds)));
    }

    static Answer methods(List<String> methods) {
        return document(
                405,
                "method_not_allowed",
                "that can only be asked with " + String.join(", ", methods),
                "",
                List.of(),
                Map.of("Allow", String.join(", ", methods)));
    }
}
