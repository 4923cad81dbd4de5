package org.holdfast.backends;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Worth another try: time-outs, resets, throttling, a server's internal error.
public final class TransientStoreException extends StoreException {
    private final Worth worth;
    private final @Nullable Duration retryAfter;

    private enum Worth {
        TRIES,
        TRIES_BUT_FEWER_AT_ONCE,
        ONE_TRY
    }

    private TransientStoreException(
            String message, String hint, @Nullable Throwable cause, Worth worth, Optional<Duration> retryAfter) {
        super(message, hint, cause);
        this.worth = worth;
        this.retryAfter = retryAfter.orElse(null);
    }

    public TransientStoreException(String message) {
        this(message, "", null);
    }

    public TransientStoreException(String message, Throwable cause) {
        this(message, "", cause);
    }

    /// @param hint see [#hint()]
    public TransientStoreException(String message, String hint, @Nullable Throwable cause) {
        this(message, hint, cause, Worth.TRIES, Optional.empty());
    }

    /// The store asked for fewer requests.
    ///
    /// @param retryAfter how long the store wants to be left alone, if it said so
    public static TransientStoreException throttled(
            String message, String hint, Optional<Duration> retryAfter, Throwable cause) {
        return new TransientStoreException(message, hint, cause, Worth.TRIES_BUT_FEWER_AT_ONCE, retryAfter);
    }

    /// What went wrong may have been an accident on the way, as of a broken checksum; if it happens again it was not.
    public static TransientStoreException onceMore(String message, String hint, Throwable cause) {
        return new TransientStoreException(message, hint, cause, Worth.ONE_TRY, Optional.empty());
    }

    /// The same failure after the last try, with the reason why there is no other.
    TransientStoreException givenUp(String reason) {
        return new TransientStoreException(getMessage() + "; " + reason, hint(), getCause(), worth, retryAfter());
    }

    /// Whether the store asked for fewer requests.
    public boolean throttled() {
        return worth == Worth.TRIES_BUT_FEWER_AT_ONCE;
    }

    /// Whether only one more try is worth while.
    public boolean onceMore() {
        return worth == Worth.ONE_TRY;
    }

    /// The least time to wait before the next try, if the store named one.
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
