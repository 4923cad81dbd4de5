package org.holdfast.engine.retention;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/// A stretch of the calendar of which one backup is kept.
enum Period {
    DAY("daily", ChronoUnit.DAYS, "uuuu-MM-dd") {
        @Override
        LocalDate first(LocalDate day) {
            return day;
        }
    },
    /// From Monday to Sunday; the week of a year's first Thursday is its first.
    WEEK("weekly", ChronoUnit.WEEKS, "") {
        @Override
        LocalDate first(LocalDate day) {
            return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        }

        @Override
        String name(LocalDate first) {
            return String.format(
                    Locale.ROOT,
                    "%d-W%02d",
                    first.get(IsoFields.WEEK_BASED_YEAR),
                    first.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        }
    },
    MONTH("monthly", ChronoUnit.MONTHS, "uuuu-MM") {
        @Override
        LocalDate first(LocalDate day) {
            return day.withDayOfMonth(1);
        }
    },
    YEAR("yearly", ChronoUnit.YEARS, "uuuu") {
        @Override
        LocalDate first(LocalDate day) {
            return day.withDayOfYear(1);
        }
    };

    private final String rule;
    private final ChronoUnit unit;
    private final DateTimeFormatter format;

    Period(String rule, ChronoUnit unit, String format) {
        this.rule = rule;
        this.unit = unit;
        this.format = DateTimeFormatter.ofPattern(format, Locale.ROOT);
    }

    /// The first day of the period that `day` is in, which stands for the period.
    abstract LocalDate first(LocalDate day);

    /// What the rule that asks for such periods is called.
    String rule() {
        return rule;
    }

    /// As people write it.
    ///
    /// @param first of the period
    String name(LocalDate first) {
        return format.format(first);
    }

    /// The place of a period among the last ones, the present one being 1.
    ///
    /// @param first of that period
    /// @param today any day of the present one
    long place(LocalDate first, LocalDate today) {
        return unit.between(first, first(today)) + 1;
    }
}
