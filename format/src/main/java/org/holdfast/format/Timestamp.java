package org.holdfast.format;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/// Times as `2026-11-29T03:00:00.123456789Z` (RFC 3339 in UTC), as `Instant` has them, but read and written several
/// times as fast where the year has four digits: a manifest holds one for each file.
final class Timestamp {
    /// The length up to the seconds.
    private static final int WHOLE = "2026-11-29T03:00:00".length();

    private static final int NANO_DIGITS = 9;
    private static final long SECONDS_A_DAY = 86_400;
    private static final Instant YEAR_1000 = Instant.parse("1000-01-01T00:00:00Z");
    private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

    private Timestamp() {}

    /// The same text as [Instant#toString].
    static String format(Instant time) {
        if (time.isBefore(YEAR_1000) || !time.isBefore(YEAR_10000)) {
            return time.toString();
        }
        long days = Math.floorDiv(time.getEpochSecond(), SECONDS_A_DAY);
        LocalDate date = LocalDate.ofEpochDay(days);
        int second = (int) (time.getEpochSecond() - days * SECONDS_A_DAY);
        StringBuilder text = new StringBuilder(WHOLE + 1 + NANO_DIGITS + 1).append(date.getYear());
        two(text.append('-'), date.getMonthValue());
        two(text.append('-'), date.getDayOfMonth());
        two(text.append('T'), second / 3600);
        two(text.append(':'), second / 60 % 60);
        two(text.append(':'), second % 60);
        fraction(text, time.getNano());
        return text.append('Z').toString();
    }

    private static void two(StringBuilder text, int number) {
        text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }

    /// Nothing, or three, six or nine digits.
    private static void fraction(StringBuilder text, int nano) {
        if (nano == 0) {
            return;
        }
        int digits = nano % 1_000_000 == 0 ? 3 : nano % 1000 == 0 ? 6 : NANO_DIGITS;
        text.append('.');
        int unit = 100_000_000;
        for (int i = 0; i < digits; i++) {
            text.append((char) ('0' + nano / unit % 10));
            unit /= 10;
        }
    }

    /// What [Instant#parse] takes.
    ///
    /// @throws DateTimeException if it is no such time
    static Instant parse(String text) {
        return isPlain(text) ? parsePlain(text) : Instant.parse(text);
    }

    private static boolean isPlain(String text) {
        int end = text.length() - 1;
        if (end != WHOLE && (end < WHOLE + 2 || end > WHOLE + 1 + NANO_DIGITS || text.charAt(WHOLE) != '.')) {
            return false;
        }
        for (int i = 0; i < end; i++) {
            char expected =
                    switch (i) {
                        case 4, 7 -> '-';
                        case 10 -> 'T';
                        case 13, 16 -> ':';
                        case 19 -> '.';
                        default -> '0';
                    };
            char found = text.charAt(i);
            if (expected == '0' ? found < '0' || found > '9' : found != expected) {
                return false;
            }
        }
        // An hour 24 and leap seconds are for the JDK.
        return text.charAt(end) == 'Z'
                && number(text, 11, 13) < 24
                && number(text, 14, 16) < 60
                && number(text, 17, 19) < 60;
    }

    private static Instant parsePlain(String text) {
        LocalDate date = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
        long second = number(text, 11, 13) * 3600L + number(text, 14, 16) * 60L + number(text, 17, 19);
        int end = text.length() - 1;
        int nano = end == WHOLE ? 0 : number(text, WHOLE + 1, end);
        for (int digits = end - WHOLE - 1; digits < NANO_DIGITS; digits++) {
            nano *= 10;
        }
        return Instant.ofEpochSecond(date.toEpochDay() * SECONDS_A_DAY + second, nano);
    }

    private static int number(String digits, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + digits.charAt(i) - '0';
        }
        return number;
    }
}
