package org.holdfast.engine.retention;

import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;

/// A site's policy, with what it needs to be applied.
///
/// @param zone in which days, weeks, months and years begin
/// @param installed the ids of the apps that still exist; empty if that is not known, and then all do
public record RetentionRules(RetentionPolicy policy, ZoneId zone, Optional<Set<String>> installed) {
    public RetentionRules {
        installed = installed.map(Set::copyOf);
    }

    /// Whether an app still exists, as far as is known.
    public boolean isInstalled(String app) {
        return installed.isEmpty() || installed.get().contains(app);
    }
}
