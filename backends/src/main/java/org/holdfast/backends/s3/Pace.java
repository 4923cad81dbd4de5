package org.holdfast.backends.s3;

import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.holdfast.backends.Sleeper;
import org.holdfast.backends.ThrottledInput;
import org.holdfast.backends.TokenBucket;

/// How fast a connection may go: what [Limits] say of a second. Thread-safe.
final class Pace {
    private final Optional<TokenBucket> requests;
    private final Optional<TokenBucket> bandwidth;

    private Pace(Optional<TokenBucket> requests, Optional<TokenBucket> bandwidth) {
        this.requests = requests;
        this.bandwidth = bandwidth;
    }

    static Pace of(Limits limits) {
        return of(limits, System::nanoTime, Thread::sleep);
    }

    /// The same for those who must not wait.
    static Pace of(Limits limits, LongSupplier nanoTime, Sleeper sleeper) {
        return new Pace(
                limits.requestsPerSecond().stream()
                        .mapToObj(count -> new TokenBucket(count, nanoTime, sleeper))
                        .findAny(),
                limits.bandwidth().stream()
                        .mapToObj(bytes -> new TokenBucket(bytes, nanoTime, sleeper))
                        .findAny());
    }

    /// Waits until one more request may be sent.
    void request() throws InterruptedIOException {
        if (requests.isPresent()) {
            requests.get().take(1);
        }
    }

    /// A body on its way out or in, at the pace that all of them together may have.
    InputStream body(InputStream body) {
        return bandwidth
                .<InputStream>map(bucket -> new ThrottledInput(body, bucket))
                .orElse(body);
    }
}
