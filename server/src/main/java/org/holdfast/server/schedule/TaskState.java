package org.holdfast.server.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What became of a task so far. Immutable.
///
/// @param since when it was first planned
/// @param begun when it last began; empty also if it is to begin again since the server was asked to end
/// @param ended when it last ended
/// @param succeeded when it last ended well
/// @param failures how many times in a row it has failed
/// @param running whether it began and nobody has seen it end; of an earlier process, that this died
public record TaskState(
        Instant since,
        Optional<Instant> begun,
        Optional<Instant> ended,
        Optional<Instant> succeeded,
        int failures,
        boolean running) {
    private static final Duration SET_RIGHT = Duration.ofMinutes(5);

    static TaskState planned(Instant now) {
        return new TaskState(now, Optional.empty(), Optional.empty(), Optional.empty(), 0, false);
    }

    /// One that begins after its process died counts as failed: what ends the process every time must not do so again
    /// and again without a pause.
    TaskState beginning(Instant now) {
        return new TaskState(since, Optional.of(now), ended, succeeded, running ? failures + 1 : failures, true);
    }

    /// With now for what is said to have been in the future, since the clock was ahead then: the schedule would wait
    /// for that. Clocks that are set right by a little move nothing, so that nothing is done twice.
    TaskState notAfter(Instant now) {
        if (!isAhead(since, now)
                && begun.filter(time -> isAhead(time, now)).isEmpty()
                && ended.filter(time -> isAhead(time, now)).isEmpty()) {
            return this;
        }
        return new TaskState(
                earlier(since, now),
                begun.map(time -> earlier(time, now)),
                ended.map(time -> earlier(time, now)),
                succeeded.map(time -> earlier(time, now)),
                failures,
                running);
    }

    private static boolean isAhead(Instant time, Instant now) {
        return time.isAfter(now.plus(SET_RIGHT));
    }

    private static Instant earlier(Instant time, Instant now) {
        return time.isAfter(now) ? now : time;
    }

    TaskState ending(Instant now, Ending ending) {
        return switch (ending) {
            case WELL -> new TaskState(since, begun, Optional.of(now), Optional.of(now), 0, false);
            case BADLY -> new TaskState(since, begun, Optional.of(now), succeeded, failures + 1, false);
            case CANCELLED -> new TaskState(since, begun, Optional.of(now), succeeded, 0, false);
            // As if it had not begun, so that it is due at the next start.
            case CUT_SHORT -> new TaskState(since, Optional.empty(), ended, succeeded, failures, false);
        };
    }

    /// How a task ends.
    public enum Ending {
        WELL,
        BADLY,
        /// By somebody who did not want it.
        CANCELLED,
        /// Since the server was asked to end.
        CUT_SHORT
    }

    /// From when on the next time of its schedule counts.
    Instant anchor() {
        return begun.orElse(since);
    }

    Instant last() {
        return ended.filter(end -> end.isAfter(anchor())).orElse(anchor());
    }

    Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("since", since.toString());
        begun.ifPresent(time -> members.put("begun", time.toString()));
        ended.ifPresent(time -> members.put("ended", time.toString()));
        succeeded.ifPresent(time -> members.put("succeeded", time.toString()));
        members.put("failures", failures);
        members.put("running", running);
        return members;
    }

    /// @throws java.time.DateTimeException unless it is of that form, as are the others
    static TaskState of(Map<?, ?> members) {
        return new TaskState(
                Instant.parse(String.valueOf(members.get("since"))),
                time(members.get("begun")),
                time(members.get("ended")),
                time(members.get("succeeded")),
                members.get("failures") instanceof Integer count ? count : 0,
                Boolean.TRUE.equals(members.get("running")));
    }

    private static Optional<Instant> time(@org.jspecify.annotations.Nullable Object member) {
        return Optional.ofNullable(member).map(String::valueOf).map(Instant::parse);
    }

    /// How long a task that failed so many times waits.
    static Duration pause(int failures, Duration least, Duration most) {
        if (failures == 0) {
            return Duration.ZERO;
        }
        Duration pause = least;
        for (int i = 1; i < failures && pause.compareTo(most) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(most) < 0 ? pause : most;
    }
}
