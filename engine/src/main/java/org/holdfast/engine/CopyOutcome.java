package org.holdfast.engine;

/// A backup that another store has now, too.
///
/// @param record the other store's
/// @param existed whether the same backup was there already, so that nothing was done
public record CopyOutcome(BackupRecord record, boolean existed) {}
