package org.holdfast.backends.s3;

import java.util.Map;
import java.util.Optional;

/// What experience with one site says, against what its provider's row says. Immutable.
///
/// @param abilities those that were tried, and whether they were there
/// @param region the one the site asked for when it refused another
public record Learned(Map<Ability, Boolean> abilities, Optional<String> region) {
    /// Of a site that was never used.
    public static final Learned NOTHING = new Learned(Map.of(), Optional.empty());

    public Learned {
        abilities = Map.copyOf(abilities);
    }
}
