package org.holdfast.server.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Counts who failed to show the token, and lets nobody try as often as it takes to guess. Thread-safe.
final class Doorkeeper {
    private static final int MOST_FAILURES = 5;
    private static final int MOST_FAILURES_OF_ALL = 100;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_ADDRESSES = 10_000;
    private static final String ALL = "";

    private final InstantSource clock;

    /// Guarded by this; the ones that failed longest ago first.
    private final Map<String, Deque<Instant>> failures = new LinkedHashMap<>();

    Doorkeeper(InstantSource clock) {
        this.clock = clock;
    }

    /// How long somebody has to wait; empty if he may try. Who failed elsewhere makes nobody wait.
    synchronized Optional<Duration> pause(String address) {
        return pause(address, MOST_FAILURES);
    }

    private Optional<Duration> pause(String who, int most) {
        Deque<Instant> times = failures.get(who);
        if (times == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        while (!times.isEmpty() && times.getFirst().plus(WINDOW).isBefore(now)) {
            times.removeFirst();
        }
        if (times.size() < most) {
            return Optional.empty();
        }
        return Optional.of(Duration.between(now, times.getFirst().plus(WINDOW)));
    }

    /// Notes that somebody failed.
    ///
    /// @return how long he should have waited, or all who fail; empty if he was welcome to try
    synchronized Optional<Duration> failed(String address) {
        Optional<Duration> pause = pause(address).or(() -> pause(ALL, MOST_FAILURES_OF_ALL));
        note(address, MOST_FAILURES);
        note(ALL, MOST_FAILURES_OF_ALL);
        if (failures.size() > MOST_ADDRESSES) {
            String eldest = failures.keySet().iterator().next();
            failures.remove(eldest.equals(ALL) ? address : eldest);
        }
        return pause;
    }

    private void note(String who, int most) {
        Deque<Instant> times = failures.remove(who);
        Deque<Instant> noted = times == null ? new ArrayDeque<>() : times;
        noted.addLast(clock.instant());
        if (noted.size() > most) {
            noted.removeFirst();
        }
        failures.put(who, noted);
    }
}
