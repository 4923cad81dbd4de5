package org.holdfast.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Json;
import org.holdfast.engine.log.LogFormat;
import org.holdfast.engine.log.LogLevel;
import org.holdfast.engine.log.LogLine;
import org.holdfast.engine.log.LogScope;

/// What is said on standard error: lines that begin with the program's name, JSON lines, or lines of a log.
/// Thread-safe.
final class Messages {
    private static final String PROGRAM = "holdfast: ";

    private final Output output;
    private final boolean json;
    private final Optional<InstantSource> log;
    private final Optional<LogScope> kept;

    /// What each warning and note begins with.
    private final String subject;

    Messages(Output output, boolean json) {
        this(output, json, Optional.empty(), Optional.empty(), "");
    }

    private Messages(
            Output output, boolean json, Optional<InstantSource> log, Optional<LogScope> kept, String subject) {
        this.output = output;
        this.json = json;
        this.log = log;
        this.kept = kept;
        this.subject = subject;
    }

    /// The same, with each warning and note beginning with `words`.
    Messages about(String words) {
        return new Messages(output, json, log, kept, words);
    }

    /// The same, with a log that has all of it as well.
    Messages loggedTo(LogScope scope) {
        return new Messages(output, json, log, Optional.of(scope), subject);
    }

    /// Lines as those of a log in JSON.
    static Messages asLog(Output output, InstantSource clock) {
        return new Messages(output, false, Optional.of(clock), Optional.empty(), "");
    }

    /// Says it as a line of a log, if that is how things are said here.
    ///
    /// @return whether it is
    private boolean logged(LogLevel level, String text) {
        log.ifPresent(clock -> output.tell(LogFormat.JSON.line(new LogLine(clock.instant(), level, "", "", text))));
        return log.isPresent();
    }

    void warning(String text) {
        String message = subject + text;
        kept.ifPresent(scope -> scope.warning(message));
        if (logged(LogLevel.WARNING, message)) {
            return;
        }
        if (json) {
            line(Map.of("type", "warning", "message", message));
            return;
        }
        output.tell(PROGRAM + "warning: " + message);
    }

    void note(String text) {
        String message = subject + text;
        kept.ifPresent(scope -> scope.info(message));
        if (logged(LogLevel.INFO, message)) {
            return;
        }
        if (json) {
            line(Map.of("type", "note", "message", message));
            return;
        }
        output.tell(PROGRAM + message);
    }

    void error(BackupException e) {
        error(String.valueOf(e.getMessage()), e.details(), e.hint(), e.failure().exitCode());
    }

    void error(String message, List<String> details, String hint, int exitCode) {
        kept.ifPresent(scope -> {
            scope.error(message, hint);
            details.forEach(scope::error);
        });
        if (log.isPresent()) {
            boolean _ = logged(LogLevel.ERROR, hint.isEmpty() ? message : message + "; " + hint);
            details.forEach(detail -> logged(LogLevel.ERROR, detail));
            return;
        }
        if (json) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("type", "error");
            fields.put("message", message);
            fields.put("details", details);
            fields.put("hint", hint);
            fields.put("exitCode", exitCode);
            line(fields);
            return;
        }
        output.tell(PROGRAM + "error: " + message);
        details.forEach(detail -> output.tell("  " + detail));
        if (!hint.isEmpty()) {
            output.tell(PROGRAM + "hint: " + hint);
        }
    }

    void stackTrace(Throwable e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        if (logged(LogLevel.ERROR, trace.toString())) {
            return;
        }
        if (json) {
            line(Map.of("type", "trace", "text", trace.toString()));
            return;
        }
        output.tellAll(trace.toString());
    }

    /// One JSON line.
    void line(Map<String, ?> fields) {
        output.tell(Json.line(fields));
    }
}
