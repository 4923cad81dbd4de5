package org.holdfast.engine;

import java.util.List;

/// What a restore did, or would do.
///
/// @param files regular files delivered, hard links counted each, and their `bytes`
/// @param entries everything delivered, directories and links too
/// @param notices what could not be restored as it was, such as an owner without being root; one line each
public record RestoreSummary(long entries, long files, long bytes, List<String> notices) {}
