package org.holdfast.backends;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How often to try, and how long to wait in between: exponential backoff with full jitter, so that many workers that
/// failed together do not come back together.
///
/// @param attempts tries in all, the first included, at least 1
/// @param firstDelay the longest wait before the second try; it doubles with each further one
/// @param maxDelay what no wait exceeds
public record RetryPolicy(int attempts, Duration firstDelay, Duration maxDelay) {
    public RetryPolicy {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be at least 1, not " + attempts);
        }
        if (firstDelay.isNegative() || maxDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException("delays must not be negative, nor the longest shorter than the first");
        }
    }

    /// Eight tries within about a minute at most, which outlasts a restarting service and not a run.
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
