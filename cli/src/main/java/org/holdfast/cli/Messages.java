package org.holdfast.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.engine.BackupException;

/// What is said on standard error: lines that begin with the program's name, or JSON lines. Thread-safe.
final class Messages {
    private static final String PROGRAM = "holdfast: ";

    private final Output output;
    private final boolean json;

    Messages(Output output, boolean json) {
        this.output = output;
        this.json = json;
    }

    void warning(String message) {
        if (json) {
            line(Map.of("type", "warning", "message", message));
            return;
        }
        output.tell(PROGRAM + "warning: " + message);
    }

    void note(String message) {
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
        if (json) {
            line(Map.of("type", "trace", "text", trace.toString()));
            return;
        }
        output.tellAll(trace.toString());
    }

    /// One JSON line.
    void line(Map<String, ?> fields) {
        output.tell(JsonText.line(fields));
    }
}
