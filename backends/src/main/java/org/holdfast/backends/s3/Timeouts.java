package org.holdfast.backends.s3;

import java.time.Duration;

/// How long to wait for a service that says nothing.
///
/// @param connect for a connection
/// @param answer for the next bytes of an answer
/// @param longAnswer the same of requests that make the service work long before it says anything: copies, the
/// completion of an upload, the removal of many objects
record Timeouts(Duration connect, Duration answer, Duration longAnswer) {
    /// Copies of 2 GB are known to take longer than a minute.
    static final Timeouts USUAL = new Timeouts(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(5));
}
