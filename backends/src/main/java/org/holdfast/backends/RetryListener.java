package org.holdfast.backends;

import java.time.Duration;

/// Hears of every retry, on the thread that is about to wait. Must be thread-safe and quick.
@FunctionalInterface
public interface RetryListener {
    RetryListener NONE = _ -> {};

    /// Called after a try failed and before the wait.
    void retrying(Retry retry);

    /// One failed try that will be repeated.
    ///
    /// @param key the object, or the prefix of a listing; of a delete the first key; [ObjectKey#ROOT] for a flush
    /// @param attempt the number of the try that failed, from 1
    /// @param delay how long it is until the next one
    record Retry(Operation operation, ObjectKey key, int attempt, Duration delay, TransientStoreException cause) {}
}
