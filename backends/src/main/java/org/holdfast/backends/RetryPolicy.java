package org.holdfast.backends;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How often to try, and how long to wait in between: exponential backoff with full jitter, so that many workers that
/// failed together do not come back together.
///
/// @param attempts tries in all, the first included, at least 1
/// @param firstDelay the longest wait before the second try; it doubles with each further one
/// @param maxDelay what no wait exceeds, but one that the store asks for
/// @param limit how long after the start of the first try a further one may start, at the latest
public record RetryPolicy(int attempts, Duration firstDelay, Duration maxDelay, Duration limit) {
    /// As long as a service may take to restart, and short enough for a nightly run to say before the morning that
    /// it failed.
    private static final Duration USUAL_LIMIT = Duration.ofMinutes(15);

    public RetryPolicy {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, not " + attempts);
        }
        if (firstDelay.isNegative() || maxDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException("delays must not be negative, nor the longest shorter than the first");
        }
        if (limit.isNegative()) {
            throw new IllegalArgumentException("the limit must not be negative");
        }
    }

    /// With a limit of a quarter of an hour.
    public RetryPolicy(int attempts, Duration firstDelay, Duration maxDelay) {
        this(attempts, firstDelay, maxDelay, USUAL_LIMIT);
    }

    /// Eight tries with about a minute of waiting at most, which outlasts a restarting service and not a run.
    public static RetryPolicy defaults() {
        return new RetryPolicy(8, Duration.ofMillis(500), Duration.ofSeconds(30));
    }

    /// How long to wait after the try of that number failed, counted from 1.
    Duration delayAfter(int attempt, RandomGenerator random) {
        long ceiling = maxDelay.toMillis();
        int doublings = attempt - 1;
        long first = firstDelay.toMillis();
        if (doublings < Long.numberOfLeadingZeros(Math.max(1, first)) - 1) {
            ceiling = Math.min(ceiling, first << doublings);
        }
        return Duration.ofMillis(random.nextLong(ceiling + 1));
    }
}
