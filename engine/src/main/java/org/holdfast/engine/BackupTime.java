package org.holdfast.engine;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;

/// A moment as the layout writes it, in UTC to the millisecond: `2026-11-20-031500-042`. Sorts as text.
record BackupTime(String text) {
    static final String PATTERN = "\\d{4}-\\d{2}-\\d{2}-\\d{6}-\\d{3}";

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd-HHmmss-SSS")
            .withZone(ZoneOffset.UTC)
            .withResolverStyle(ResolverStyle.STRICT);

    static BackupTime of(Instant instant) {
        return new BackupTime(FORMAT.format(instant.truncatedTo(ChronoUnit.MILLIS)));
    }

    boolean isMoment() {
        try {
            instant();
            return true;
        } catch (DateTimeParseException _) {
            return false;
        }
    }

    /// @throws DateTimeParseException if the text is no such moment
    Instant instant() {
        return FORMAT.parse(text, Instant::from);
    }
}
