package org.holdfast.engine.notify;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.holdfast.engine.notify.RunReport.Result;

/// A notice as the subject and the body of a mail. Stateless; thread-safe.
final class MailText {
    private MailText() {}

    static String subject(Notice notice, Occasion occasion) {
        return "[holdfast] " + OneLine.of(notice.report().host()) + ": " + notice.headline(occasion);
    }

    /// Lines that end in a line feed. What failed comes first.
    static String body(Notice notice, Occasion occasion) {
        RunReport report = notice.report();
        StringBuilder text = new StringBuilder();
        line(text, "", notice.headline(occasion));
        text.append('\n');
        line(text, "host      ", report.host());
        line(text, "started   ", time(report.started()));
        line(text, "finished  ", time(report.finished()) + " (" + took(report) + ")");
        report.trouble().ifPresent(trouble -> {
            text.append('\n');
            line(text, "", trouble.message());
            hint(text, "", trouble.hint());
        });
        List<Result> results = report.results();
        section(
                text,
                "Failed",
                results.stream().filter(it -> it.outcome().isFailure()).toList(),
                notice);
        section(
                text,
                "Done",
                results.stream().filter(it -> it.outcome() == Outcome.OK).toList(),
                notice);
        section(
                text,
                "Left out",
                results.stream().filter(it -> it.outcome() == Outcome.SKIPPED).toList(),
                notice);
        return text.toString();
    }

    private static void section(StringBuilder text, String title, List<Result> results, Notice notice) {
        if (results.isEmpty()) {
            return;
        }
        text.append('\n').append(title).append(":\n");
        for (Result result : results) {
            String name = result.app().isEmpty() ? "the server" : result.app();
            line(text, "  ", name + " to " + result.site() + what(result));
            result.backup().ifPresent(id -> line(text, "    ", id));
            hint(text, "    ", result.hint());
            notice.recovery(result)
                    .ifPresent(old -> line(
                            text,
                            "    ",
                            "works again; it failed since " + time(old.since()) + ", " + old.runs()
                                    + (old.runs() == 1 ? " run" : " runs")));
        }
    }

    private static String what(Result result) {
        String extent =
                ": " + result.files() + (result.files() == 1 ? " file, " : " files, ") + SizeText.of(result.bytes());
        String message = result.message().isEmpty() ? "" : ": " + result.message();
        return switch (result.outcome()) {
            case OK -> extent + message;
            case SKIPPED -> message;
            case INCOMPLETE -> ": incomplete" + message;
            case LOCKED -> ": locked" + message;
            case FAILED -> message;
        };
    }

    private static void hint(StringBuilder text, String indent, String hint) {
        if (!hint.isEmpty()) {
            line(text, indent + "hint: ", hint);
        }
    }

    private static void line(StringBuilder text, String before, String content) {
        text.append(before).append(OneLine.of(content)).append('\n');
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String took(RunReport report) {
        Duration duration = Duration.between(report.started(), report.finished());
        return String.format(
                Locale.ROOT, "%d:%02d:%02d", duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
    }
}
