package org.holdfast.engine;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/// A moment as the layout writes it, in UTC to the millisecond: `2026-11-20-031500-042`. Sorts as text.
record BackupTime(String text) {
    static final String PATTERN = "\\d{4}-\\d{2}-\\d{2}-\\d{6}-\\d{3}";

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    static BackupTime of(Instant instant) {
        return new BackupTime(FORMAT.format(instant.truncatedTo(ChronoUnit.MILLIS)));
    }

    boolean isMoment() {
        try {
            instant();
            return true;
        } catch (DateTimeException _) {
            return false;
        }
    }

    /// By its place in the text: a formatter took a twelfth of what reading a list of 10 000 backups takes.
    ///
    /// @throws DateTimeException if the text is no such moment
    Instant instant() {
        return LocalDateTime.of(
                        digits(0, 4),
                        digits(5, 7),
                        digits(8, 10),
                        digits(11, 13),
                        digits(13, 15),
                        digits(15, 17),
                        digits(18, 21) * 1_000_000)
                .toInstant(ZoneOffset.UTC);
    }

    private int digits(int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }
}
