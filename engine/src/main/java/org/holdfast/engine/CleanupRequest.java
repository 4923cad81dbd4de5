package org.holdfast.engine;

import java.time.Duration;

/// What a cleanup may remove.
///
/// @param olderThan how old something must be before it is given up for dead where nothing else tells: an upload, or
///     an unfinished backup of another machine
/// @param dryRun whether to tell only
public record CleanupRequest(Duration olderThan, boolean dryRun) {
    /// Longer than any upload of one object should take.
    public static final Duration DEFAULT_AGE = Duration.ofHours(24);
}
