package org.holdfast.backends.s3;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// Abilities that turned out to be there or not. One that is missing is remembered and reported once, however many
/// tasks find out at the same time; one that was seen to work in this process is never thought missing, since services
/// refuse now and then what they otherwise do. Thread-safe.
final class Lessons {
    private final Requests requests;

    /// Guarded by itself, as is the next.
    private final Set<Ability> missing = EnumSet.noneOf(Ability.class);

    private final Set<Ability> working = EnumSet.noneOf(Ability.class);

    Lessons(Requests requests) {
        this.requests = requests;
    }

    /// Whether it is worth a try.
    boolean can(Ability ability) {
        synchronized (missing) {
            return !missing.contains(ability) && requests.profile().can(ability);
        }
    }

    /// Takes note of a request that succeeded; takes back what was learned from one refused at the same time.
    void works(Ability ability) {
        synchronized (missing) {
            working.add(ability);
            if (missing.remove(ability)) {
                String name = ability.name().toLowerCase(Locale.ROOT).replace('_', ' ');
                requests.learn(ability, true, name + ": there after all, so it is used again");
            }
        }
    }

    /// Takes note of a request that was refused as no such thing; teaches nothing if another one succeeded.
    void missing(Ability ability, String news) {
        // Told while locked, so that what is told last is what is known.
        synchronized (missing) {
            if (!working.contains(ability) && missing.add(ability)) {
                requests.learn(ability, false, news);
            }
        }
    }
}
