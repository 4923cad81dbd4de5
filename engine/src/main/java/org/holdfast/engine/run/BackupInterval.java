package org.holdfast.engine.run;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.holdfast.engine.config.Schedule;

/// How long a schedule lets pass at most between two of its times. Stateless; thread-safe.
final class BackupInterval {
    /// More than a week of the shortest steps.
    private static final int STEPS = 40;

    /// Shorter pauses are not looked at one by one.
    private static final Duration STEP = Duration.ofHours(6);

    private BackupInterval() {}

    /// The longest of the pauses to come, as that of a weekend; too short by a step at most. Empty if there
    /// is no time to come.
    static Optional<Duration> of(Schedule schedule, ZonedDateTime now) {
        Duration longest = Duration.ZERO;
        ZonedDateTime time = now;
        for (int i = 0; i < STEPS; i++) {
            Optional<ZonedDateTime> next = schedule.next(time);
            if (next.isEmpty()) {
                break;
            }
            Duration pause = Duration.between(time, next.get());
            longest = pause.compareTo(longest) > 0 ? pause : longest;
            time = pause.compareTo(STEP) < 0 ? time.plus(STEP) : next.get();
        }
        return longest.isZero() ? Optional.empty() : Optional.of(longest);
    }
}
