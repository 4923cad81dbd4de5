package org.holdfast.engine.notify;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// What a run of any number of apps on any number of sites did. Immutable. Holds no secret.
///
/// @param host the machine it ran on
/// @param apps one result for each app and site
/// @param boxes one result for each site that a backup of the whole server went to
/// @param trouble what kept the run as a whole from its work, beside what the results say
public record RunReport(
        String host,
        Instant started,
        Instant finished,
        List<Result> apps,
        List<Result> boxes,
        Optional<Trouble> trouble) {
    public RunReport {
        Objects.requireNonNull(host);
        apps = List.copyOf(apps);
        boxes = List.copyOf(boxes);
    }

    /// How one backup went.
    ///
    /// @param app its id; empty for the backup of the whole server
    /// @param backup the id of what was made, if anything was
    /// @param message what failed, or why it was skipped; empty if there is nothing to say
    /// @param hint what to do about it; may be empty
    /// @param files in the backup, and their plain `bytes`
    /// @param exitCode of a command that did nothing but this
    public record Result(
            String app,
            String site,
            Outcome outcome,
            Optional<String> backup,
            String message,
            String hint,
            long files,
            long bytes,
            int exitCode) {
        public static Result ok(String app, String site, String backup, long files, long bytes) {
            return new Result(app, site, Outcome.OK, Optional.of(backup), "", "", files, bytes, 0);
        }

        /// A backup that lacks something.
        ///
        /// @param message what is missing
        public static Result incomplete(
                String app, String site, String backup, String message, long files, long bytes, int exitCode) {
            return new Result(app, site, Outcome.INCOMPLETE, Optional.of(backup), message, "", files, bytes, exitCode);
        }

        public static Result failed(String app, String site, String message, String hint, int exitCode) {
            return new Result(app, site, Outcome.FAILED, Optional.empty(), message, hint, 0, 0, exitCode);
        }

        public static Result locked(String app, String site, String message, String hint, int exitCode) {
            return new Result(app, site, Outcome.LOCKED, Optional.empty(), message, hint, 0, 0, exitCode);
        }

        public static Result skipped(String app, String site, String reason) {
            return new Result(app, site, Outcome.SKIPPED, Optional.empty(), reason, "", 0, 0, 0);
        }
    }

    /// What is wrong with a run as a whole: there is no such app, there was no memory.
    public record Trouble(String message, String hint, int exitCode) {}

    /// Those of the apps, then those of the boxes.
    public List<Result> results() {
        return Stream.concat(apps.stream(), boxes.stream()).toList();
    }

    public long count(Outcome outcome) {
        return results().stream().filter(result -> result.outcome() == outcome).count();
    }

    /// The worst outcome of all.
    public Outcome outcome() {
        if (trouble.isPresent()) {
            return Outcome.FAILED;
        }
        return Arrays.stream(Outcome.values())
                .filter(outcome -> outcome != Outcome.SKIPPED && count(outcome) > 0)
                .reduce((_, worse) -> worse)
                .orElse(Outcome.OK);
    }

    /// That of the worst outcome; 1 if several results are as bad for different reasons.
    public int exitCode() {
        Outcome worst = outcome();
        List<Integer> codes = Stream.concat(
                        results().stream()
                                .filter(result -> result.outcome() == worst)
                                .map(Result::exitCode),
                        trouble.stream().map(Trouble::exitCode))
                .distinct()
                .toList();
        if (codes.isEmpty()) {
            return 0;
        }
        return codes.size() == 1 ? codes.getFirst() : 1;
    }

    /// One line without the host: `2 of 5 backups failed, 1 is incomplete`.
    public String summary() {
        if (trouble.isPresent()) {
            return trouble.get().message();
        }
        long tried = results().size() - count(Outcome.SKIPPED);
        List<String> parts = new ArrayList<>();
        addTo(parts, Outcome.FAILED, "failed", "failed");
        addTo(parts, Outcome.LOCKED, "was locked", "were locked");
        addTo(parts, Outcome.INCOMPLETE, "is incomplete", "are incomplete");
        if (parts.isEmpty()) {
            return tried == 0 ? "there was nothing to back up" : backups(tried) + " made";
        }
        String first = parts.getFirst();
        int space = first.indexOf(' ');
        parts.set(0, first.substring(0, space) + " of " + backups(tried) + first.substring(space));
        return String.join(", ", parts);
    }

    private void addTo(List<String> parts, Outcome outcome, String one, String several) {
        long count = count(outcome);
        if (count > 0) {
            parts.add(count + " " + (count == 1 ? one : several));
        }
    }

    private static String backups(long count) {
        return count + (count == 1 ? " backup" : " backups");
    }
}
