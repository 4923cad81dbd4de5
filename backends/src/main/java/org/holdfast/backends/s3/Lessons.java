package org.holdfast.backends.s3;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Abilities that turned out to be there or not. One that is missing is remembered and reported once, however many
/// tasks find out at the same time; one that was seen to work in this process is never thought missing, since services
/// refuse now and then what they otherwise do. One that was refused in an earlier run is tried once more in each; one
/// that only failed is left alone for a while, and then tried again. Thread-safe.
final class Lessons {
    private final Requests requests;

    /// Guarded by itself, as is the next.
    private final Set<Ability> missing = EnumSet.noneOf(Ability.class);

    private final Set<Ability> working = EnumSet.noneOf(Ability.class);
    private final Map<Ability, Brake> failing = new EnumMap<>(Ability.class);

    private final Set<Ability> told = EnumSet.noneOf(Ability.class);

    Lessons(Requests requests) {
        this.requests = requests;
    }

    /// Whether it is worth a try.
    boolean can(Ability ability) {
        synchronized (missing) {
            return !missing.contains(ability) && requests.profile().can(ability);
        }
    }

    /// Whether to try now what there is another way for. Lets through one who asks, to see whether what was refused in
    /// an earlier run, or kept failing, works again.
    boolean mayTry(Ability ability) {
        synchronized (missing) {
            if (!requests.profile().can(ability)) {
                return requests.tried(ability) && missing.add(ability);
            }
            Brake brake = failing.get(ability);
            return !missing.contains(ability) && (brake == null || brake.lets());
        }
    }

    /// Lets one of many through, and ever fewer as long as nothing works.
    private static final class Brake {
        private static final int FEWEST = 8;
        private static final int MOST = 1024;

        private int wait = FEWEST;
        private int left = FEWEST;

        boolean lets() {
            if (left > 0) {
                left--;
                return false;
            }
            wait = Math.min(2 * wait, MOST);
            left = wait;
            return true;
        }
    }

    /// Takes note of a request that succeeded; takes back what was learned from one refused at the same time.
    void works(Ability ability) {
        synchronized (missing) {
            working.add(ability);
            failing.remove(ability);
            if (missing.remove(ability)) {
                String name = ability.name().toLowerCase(Locale.ROOT).replace('_', ' ');
                requests.learn(ability, true, name + ": there after all, so it is used again");
            }
        }
    }

    /// Takes note of a request that failed again and again without being refused: the others like it would waste the
    /// same time.
    void failing(Ability ability, String news) {
        synchronized (missing) {
            failing.computeIfAbsent(ability, _ -> new Brake());
            if (told.add(ability)) {
                requests.tell(news);
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
