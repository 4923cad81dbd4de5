package org.holdfast.engine;

import java.util.Optional;

/// A lock that was removed.
///
/// @param holder for people: what for, which process of which host, since when
/// @param gone why its run counted as gone, for people; empty if it lived
public record Unlocked(Subject subject, String holder, Optional<String> gone) {}
