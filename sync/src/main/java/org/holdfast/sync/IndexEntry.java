package org.holdfast.sync;

import java.util.Optional;
import org.holdfast.names.BytePath;

/// An object that the mirror holds or may hold.
///
/// @param known what the mirror holds for certain; empty where a run was interrupted or failed, and nothing is certain
public record IndexEntry(BytePath path, Optional<StoredEntry> known) {}
