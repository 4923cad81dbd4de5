package org.holdfast.backends.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.TransientStoreException;
import org.holdfast.names.ByteText;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/// Makes of each failed request one of the few kinds that callers know, with a message and advice for people.
/// Thread-safe.
final class S3Errors {
    private static final int LONGEST_TEXT = 200;

    private final String bucket;
    private final InstantSource clock;
    private final Advice advice;

    /// Whether the site ever answered: then a host that cannot be found is not a misspelt one.
    private volatile boolean answered;

    S3Errors(Site site, InstantSource clock) {
        this.bucket = site.settings().bucket();
        this.clock = clock;
        this.advice = new Advice(site);
    }

    /// Takes note of an answer that was no failure.
    void answered() {
        answered = true;
    }

    /// What to throw instead.
    ///
    /// @param place where the request went
    /// @return a StoreException whose cause is the SDK's, or an InterruptedIOException, with the interrupt flag set
    IOException translate(Operation operation, ObjectKey key, Place place, RuntimeException e) {
        if (e instanceof AwsServiceException refused) {
            answered = true;
            Refusal refusal = Refusal.of(refused, clock);
            Problem problem = RefusedRequests.problem(refusal, operation, key);
            String message = message(problem, operation, key, place) + said(problem, refusal);
            return exception(problem, message, place, Optional.of(refusal), e);
        }
        if (UnansweredRequests.interrupted(e)) {
            return interrupted(e);
        }
        Problem problem = UnansweredRequests.problem(e, answered);
        String message = message(problem, operation, key, place) + unsaid(problem, e);
        return exception(problem, message, place, Optional.empty(), e);
    }

    private StoreException exception(
            Problem problem, String message, Place place, Optional<Refusal> refusal, RuntimeException e) {
        String hint = advice.on(problem, place, refusal);
        return switch (problem.kind()) {
            case ABSENT -> new ObjectNotFoundException(message, e);
            case DENIED -> new AccessDeniedException(message, hint, e);
            case PERMANENT -> new PermanentStoreException(message, hint, e);
            case PASSING -> new TransientStoreException(message, hint, e);
            case ONCE_MORE -> TransientStoreException.onceMore(message, hint, e);
            case THROTTLED -> TransientStoreException.throttled(message, hint, refusal.flatMap(Refusal::retryAfter), e);
        };
    }

    private String message(Problem problem, Operation operation, ObjectKey key, Place place) {
        String what = key.equals(ObjectKey.ROOT) ? "" : " " + key;
        return problem.words() + ": could not " + operation + what + " in bucket " + bucket + " at " + place.host();
    }

    /// The service's own words are shown only where ours say too little.
    private static String said(Problem problem, Refusal refusal) {
        StringBuilder said = new StringBuilder(" (").append(refusal.status());
        if (!refusal.code().isEmpty()) {
            said.append(' ').append(oneLine(refusal.code()));
        }
        if (problem == Problem.CLOCK) {
            refusal.skew().ifPresent(skew -> said.append(": ").append(Advice.skew(skew)));
        } else if (problem == Problem.REFUSED && !refusal.text().isEmpty()) {
            said.append(": ").append(oneLine(refusal.text()));
        }
        return said.append(')').toString();
    }

    private static String unsaid(Problem problem, RuntimeException e) {
        return problem == Problem.NO_CREDENTIALS ? "" : " (" + oneLine(UnansweredRequests.detail(e)) + ")";
    }

    private static String oneLine(String text) {
        String line = ByteText.printable(text.strip().getBytes(StandardCharsets.UTF_8));
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "...";
    }

    private static InterruptedIOException interrupted(RuntimeException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException("interrupted");
        interrupted.initCause(e);
        return interrupted;
    }
}
