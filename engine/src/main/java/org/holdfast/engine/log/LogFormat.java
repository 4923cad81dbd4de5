package org.holdfast.engine.log;

import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// How lines are written. Thread-safe.
public enum LogFormat {
    /// `2026-11-20T03:00:00.123Z WARNING blog wasabi: text`, with `-` for no app or site.
    TEXT {
        @Override
        public String line(LogLine line) {
            return TIME.format(line.time()) + " "
                    + String.format(Locale.ROOT, "%-7s", line.level().name()) + " " + orDash(line.app()) + " "
                    + orDash(line.site()) + ": " + Visible.of(line.text());
        }
    },
    /// An object with `time`, `level`, `app` and `site` where it has them, and `message`.
    JSON {
        @Override
        public String line(LogLine line) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("time", TIME.format(line.time()));
            fields.put("level", line.level().text());
            if (!line.app().isEmpty()) {
                fields.put("app", Visible.of(line.app()));
            }
            if (!line.site().isEmpty()) {
                fields.put("site", Visible.of(line.site()));
            }
            fields.put("message", Visible.of(line.text()));
            return MAPPER.writeValueAsString(fields);
        }
    };

    /// UTC, always with milliseconds, so that lines can be sorted as text.
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /// One line, without a line end.
    public abstract String line(LogLine line);

    private static String orDash(String name) {
        return name.isEmpty() ? "-" : Visible.of(name);
    }
}
