package org.holdfast.engine.config;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.ZonedDateTime;
import java.util.Optional;

/// When something is to happen: five fields, as cron has them. Immutable.
public final class Schedule {
    private final String text;
    private final Cron cron;

    private Schedule(String text, Cron cron) {
        this.text = text;
        this.cron = cron;
    }

    /// @throws IllegalArgumentException if it is none; the message says why
    static Schedule parse(String text) {
        CronParser parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
        return new Schedule(text, parser.parse(text).validate());
    }

    /// The five fields as they were written.
    public String text() {
        return text;
    }

    /// The first time after `instant`, in its time zone; empty if there will never be one.
    public Optional<ZonedDateTime> next(ZonedDateTime instant) {
        return ExecutionTime.forCron(cron).nextExecution(instant);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Schedule schedule && text.equals(schedule.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
