package org.holdfast.engine;

import org.holdfast.format.WriteSummary;

/// A backup that was made, and what it took.
public record BackupOutcome(BackupRecord record, WriteSummary summary) {}
