package org.holdfast.backends.s3;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.RetryableException;

/// Tells the [Problem] from what the HTTP client and Java say of a request that got no answer. Stateless.
final class UnansweredRequests {
    private UnansweredRequests() {}

    /// Whether it ended since its thread was interrupted.
    static boolean interrupted(Throwable e) {
        return Thread.currentThread().isInterrupted()
                || has(
                        e,
                        cause -> cause instanceof InterruptedException
                                || cause instanceof AbortedException
                                || cause instanceof ClosedByInterruptException);
    }

    /// @param answered whether the site has answered anything before
    static Problem problem(Throwable e, boolean answered) {
        if (has(e, Keys.Missing.class::isInstance)) {
            return Problem.NO_CREDENTIALS;
        }
        if (has(e, UnknownHostException.class::isInstance)) {
            return answered ? Problem.NAME_SERVICE : Problem.UNKNOWN_HOST;
        }
        if (has(e, SSLException.class::isInstance)) {
            return ofTls(e);
        }
        if (has(e, UnansweredRequests::isTimeout)) {
            return Problem.TIMED_OUT;
        }
        if (has(e, ConnectException.class::isInstance)) {
            return Problem.CONNECTION_REFUSED;
        }
        if (has(e, IOException.class::isInstance)) {
            return Problem.CUT_OFF;
        }
        return has(e, RetryableException.class::isInstance) ? Problem.DAMAGED : Problem.SDK_FAILED;
    }

    /// What the innermost cause says, in one line.
    static String detail(Throwable e) {
        Throwable innermost = chain(e).getLast();
        @Nullable String message = innermost.getMessage();
        return message == null ? innermost.getClass().getSimpleName() : message;
    }

    private static boolean isTimeout(Throwable e) {
        return e instanceof SocketTimeoutException
                || e instanceof ApiCallTimeoutException
                || e instanceof ApiCallAttemptTimeoutException;
    }

    /// Java tells these apart by their causes, or by text only.
    private static Problem ofTls(Throwable e) {
        if (has(e, SSLPeerUnverifiedException.class::isInstance) || says(e, "subject alternative")) {
            return Problem.OTHER_HOSTS_CERTIFICATE;
        }
        if (has(e, cause -> cause instanceof CertificateException || cause instanceof CertPathBuilderException)
                || says(e, "certificate")) {
            return Problem.UNTRUSTED;
        }
        if (says(e, "unsupported or unrecognized ssl message")) {
            return Problem.NO_TLS;
        }
        if (has(e, UnansweredRequests::isTimeout)) {
            return Problem.TIMED_OUT;
        }
        boolean cut = has(e, EOFException.class::isInstance)
                || says(e, "terminated the handshake")
                || says(e, "reset")
                || says(e, "broken pipe")
                || says(e, "closed");
        return cut ? Problem.CUT_OFF : Problem.NO_TLS;
    }

    private static boolean says(Throwable e, String words) {
        return has(e, cause -> Optional.ofNullable(cause.getMessage())
                .map(message -> message.toLowerCase(Locale.ROOT).contains(words))
                .orElse(false));
    }

    private static boolean has(Throwable e, Predicate<Throwable> condition) {
        return chain(e).stream().anyMatch(condition);
    }

    private static List<Throwable> chain(Throwable e) {
        List<Throwable> chain = new ArrayList<>();
        for (@Nullable Throwable next = e; next != null && !chain.contains(next); next = next.getCause()) {
            chain.add(next);
        }
        return chain;
    }
}
