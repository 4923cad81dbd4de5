package org.holdfast.engine;

import org.holdfast.format.WriteSummary;

/// A backup that was made, and what it took.
///
/// @param resentFiles files that the store could not copy from the working copy to the backup, so that they
///     were sent a second time
public record BackupOutcome(BackupRecord record, WriteSummary summary, long resentFiles) {}
