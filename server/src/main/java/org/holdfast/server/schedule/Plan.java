package org.holdfast.server.schedule;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.zip.CRC32;
import org.holdfast.engine.config.Schedule;

/// When a task is to be done. Immutable.
///
/// @param zone that the schedule counts in
/// @param jitter by how much it may be later, so that not all machines of the world begin at once; a tenth of the
///     interval at most
/// @param machine tells one machine's delays from another's
public record Plan(Task task, Schedule schedule, ZoneId zone, Duration jitter, String machine) {
    /// After the first failure; then twice as long each time.
    static final Duration RETRY = Duration.ofMinutes(5);

    /// When a task is due that is in that state; in the past if it was missed. Empty if never.
    Optional<Instant> due(TaskState state) {
        Optional<Instant> planned = next(state.anchor());
        if (!state.running() && state.failures() == 0) {
            return planned;
        }
        Duration pause = TaskState.pause(state.failures(), RETRY, interval(state.anchor()));
        Instant retry = state.last().plus(pause);
        return Optional.of(planned.filter(time -> time.isBefore(retry)).orElse(retry));
    }

    /// The next time of the schedule, with its delay.
    public Optional<Instant> next(Instant after) {
        Optional<Instant> time = bare(after);
        return time.map(it -> it.plus(delay(it)));
    }

    private Optional<Instant> bare(Instant after) {
        return schedule.next(after.atZone(zone)).map(java.time.ZonedDateTime::toInstant);
    }

    /// Between the next two times.
    private Duration interval(Instant after) {
        Optional<Instant> first = bare(after);
        return first.flatMap(this::bare)
                .map(second -> Duration.between(first.orElseThrow(), second))
                .orElse(RETRY);
    }

    /// The same for all tasks of a schedule, which then read each app once; and each time another one.
    private Duration delay(Instant time) {
        Duration tenth = bare(time)
                .map(next -> Duration.between(time, next).dividedBy(10))
                .orElse(jitter);
        long most = Math.min(jitter.toMillis(), tenth.toMillis());
        if (most <= 0) {
            return Duration.ZERO;
        }
        CRC32 hash = new CRC32();
        hash.update((machine + " " + schedule.text() + " " + time).getBytes(StandardCharsets.UTF_8));
        return Duration.ofMillis(hash.getValue() % most);
    }
}
