package org.holdfast.engine.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A table of backups as text, and what becomes of them.
///
/// A row is a time, and behind it words in any order: `pinned`, `incomplete`, `running`, `unfinished`, `removing`,
/// `until=TIME`, `app=ID`, `removed-app=ID`, `box=ID+ID`, `id=ID`. The app is `blog` unless said. Times are UTC if they
/// end in `Z`, else local ones of the zone.
final class Table {
    private final ZoneId zone;
    private final Instant now;
    private final List<Candidate> candidates = new ArrayList<>();

    Table(String zone, String now) {
        this.zone = ZoneId.of(zone);
        this.now = time(now);
    }

    static Table utc(String now) {
        return new Table("UTC", now);
    }

    /// `2d 3 daily=7 weekly=4 monthly=12 yearly=3 latest=2 within=PT48H`, all optional.
    static RetentionPolicy policy(String text) {
        int[] counts = new int[5];
        Optional<Duration> within = Optional.empty();
        List<String> names = List.of("latest", "daily", "weekly", "monthly", "yearly");
        for (String word : words(text)) {
            String[] parts = word.split("=", 2);
            if (parts[0].equals("within")) {
                within = Optional.of(Duration.parse(parts[1]));
                continue;
            }
            counts[names.indexOf(parts[0])] = Integer.parseInt(parts[1]);
        }
        return new RetentionPolicy(within, counts[0], counts[1], counts[2], counts[3], counts[4]);
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.strip().split(" +"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    Instant time(String text) {
        return text.endsWith("Z")
                ? Instant.parse(text)
                : LocalDateTime.parse(text).atZone(zone).toInstant();
    }

    Table rows(String text) {
        text.lines().filter(line -> !line.isBlank()).forEach(this::row);
        return this;
    }

    private void row(String line) {
        List<String> words = words(line);
        String id = words.getFirst();
        Optional<String> app = Optional.of("blog");
        boolean installed = true;
        Candidate.State state = Candidate.State.COMPLETE;
        boolean pinned = false;
        Optional<Instant> until = Optional.empty();
        List<String> refersTo = List.of();
        for (String word : words.subList(1, words.size())) {
            String[] parts = word.split("=", 2);
            switch (parts[0]) {
                case "pinned" -> pinned = true;
                case "incomplete" -> state = Candidate.State.INCOMPLETE;
                case "running" -> state = Candidate.State.RUNNING;
                case "unfinished" -> state = Candidate.State.UNFINISHED;
                case "removing" -> state = Candidate.State.HALF_REMOVED;
                case "until" -> until = Optional.of(time(parts[1]));
                case "id" -> id = parts[1];
                case "app" -> app = Optional.of(parts[1]);
                case "removed-app" -> {
                    app = Optional.of(parts[1]);
                    installed = false;
                }
                case "box" -> {
                    app = Optional.empty();
                    refersTo = parts.length == 1 ? List.of() : List.of(parts[1].split("\\+"));
                }
                default -> throw new IllegalArgumentException(word);
            }
        }
        candidates.add(new Candidate(id, app, installed, time(words.getFirst()), state, pinned, until, refersTo));
    }

    /// One line for each row: `ID kept: REASONS` or `ID goes: WHY`.
    List<String> judged(String policy) {
        return new Retention(policy(policy), now, zone)
                .judge(candidates).stream().map(Table::line).toList();
    }

    /// The ids of those that are kept.
    List<String> kept(String policy) {
        return new Retention(policy(policy), now, zone)
                .judge(candidates).stream()
                        .filter(verdict -> verdict instanceof Verdict.Kept)
                        .map(verdict -> verdict.candidate().id())
                        .toList();
    }

    private static String line(Verdict verdict) {
        return verdict.candidate().id()
                + switch (verdict) {
                    case Verdict.Kept(var _, var reasons) ->
                        " kept: " + reasons.stream().map(Reason::words).collect(Collectors.joining("; "));
                    case Verdict.Going(var _, var why) -> " goes: " + why.words();
                };
    }
}
