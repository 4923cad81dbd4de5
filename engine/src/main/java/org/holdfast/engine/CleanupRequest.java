package org.holdfast.engine;

import java.time.Duration;
import java.util.Optional;
import org.holdfast.engine.retention.RetentionRules;

/// What a cleanup may remove.
///
/// @param olderThan how old something must be before it is given up for dead where nothing else tells: an upload, or
///     an unfinished backup of another machine, or a working copy
/// @param dryRun whether to tell only
/// @param retention which backups may go; empty for none
public record CleanupRequest(Duration olderThan, boolean dryRun, Optional<RetentionRules> retention) {
    /// Longer than any upload of one object should take.
    public static final Duration DEFAULT_AGE = Duration.ofHours(24);

    /// Of what is no backup only.
    public CleanupRequest(Duration olderThan, boolean dryRun) {
        this(olderThan, dryRun, Optional.empty());
    }
}
