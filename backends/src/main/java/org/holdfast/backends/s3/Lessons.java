package org.holdfast.backends.s3;

import java.util.EnumSet;
import java.util.Set;

/// Abilities that turned out not to be there: each is remembered and reported once, however many tasks find out at the
/// same time. Thread-safe.
final class Lessons {
    private final Requests requests;

    /// Guarded by itself.
    private final Set<Ability> missing = EnumSet.noneOf(Ability.class);

    Lessons(Requests requests) {
        this.requests = requests;
    }

    /// Whether it is worth a try.
    boolean can(Ability ability) {
        synchronized (missing) {
            return !missing.contains(ability) && requests.profile().can(ability);
        }
    }

    void missing(Ability ability, String news) {
        synchronized (missing) {
            if (!missing.add(ability)) {
                return;
            }
        }
        requests.learn(ability, false, news);
    }
}
