package org.holdfast.engine.config;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What a run may take.
///
/// @param bandwidth bytes a second, sent and received
/// @param requestsPerSecond to a bucket
/// @param timeout how long a run may work on the site, counted from the run's begin
/// @param nice the processor's priority, 0 to 19, the higher the more it yields to others
public record RunLimits(OptionalLong bandwidth, OptionalInt requestsPerSecond, Duration timeout, int nice) {
    /// As in the product that the format comes from.
    static final Duration USUAL_TIMEOUT = Duration.ofHours(12);

    static final int USUAL_NICE = 15;

    static final RunLimits USUAL = new RunLimits(OptionalLong.empty(), OptionalInt.empty(), USUAL_TIMEOUT, USUAL_NICE);
}
