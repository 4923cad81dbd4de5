package org.holdfast.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.Function;
import org.holdfast.cli.reference.Shell;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.FormatKind;
import org.holdfast.engine.log.LogFormat;
import org.holdfast.sync.TargetTree.Overwrite;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Option values that are one of a few words.
final class Choice {
    private Choice() {}

    /// Any of these words, which shells can offer.
    abstract static class OfWords<T> implements ITypeConverter<T>, Iterable<String> {
        private final SequencedMap<String, T> values;

        private OfWords(SequencedMap<String, T> values) {
            this.values = values;
        }

        @Override
        public T convert(String value) {
            T found = values.get(value);
            if (found == null) {
                List<String> words = List.copyOf(values.keySet());
                throw none(value, String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast());
            }
            return found;
        }

        @Override
        public Iterator<String> iterator() {
            return values.keySet().iterator();
        }
    }

    static final class OfFormat extends OfWords<FormatKind> {
        OfFormat() {
            super(words(FormatKind::id, FormatKind.RSYNC, FormatKind.TGZ));
        }
    }

    static final class OfOverwrite extends OfWords<Overwrite> {
        OfOverwrite() {
            super(words(Choice::hyphenated, Overwrite.NEVER, Overwrite.IF_CHANGED, Overwrite.ALWAYS));
        }
    }

    static final class OfLogFormat extends OfWords<LogFormat> {
        OfLogFormat() {
            super(words(Choice::hyphenated, LogFormat.values()));
        }
    }

    /// A shell that can be taught to complete.
    static final class OfShell extends OfWords<Shell> {
        OfShell() {
            super(words(Shell::word, Shell.values()));
        }
    }

    /// `12h`, `21d` or `8w`.
    static final class OfPeriod implements ITypeConverter<java.time.Duration> {
        @Override
        public java.time.Duration convert(String value) {
            if (!value.toLowerCase(Locale.ROOT).matches("[1-9][0-9]{0,5}[hdw]")) {
                throw none(value, "12h, 21d or 8w");
            }
            long count = Long.parseLong(value.substring(0, value.length() - 1));
            return switch (Character.toLowerCase(value.charAt(value.length() - 1))) {
                case 'h' -> java.time.Duration.ofHours(count);
                case 'd' -> java.time.Duration.ofDays(count);
                default -> java.time.Duration.ofDays(7 * count);
            };
        }
    }

    /// `90s`, `30m`, `24h`, `7d`; `0s` for no age at all.
    static final class OfAge implements ITypeConverter<java.time.Duration> {
        @Override
        public java.time.Duration convert(String value) {
            if (!value.toLowerCase(Locale.ROOT).matches("[0-9]{1,6}[smhd]")) {
                throw none(value, "90s, 30m, 24h or 7d");
            }
            long count = Long.parseLong(value.substring(0, value.length() - 1));
            return switch (Character.toLowerCase(value.charAt(value.length() - 1))) {
                case 's' -> java.time.Duration.ofSeconds(count);
                case 'm' -> java.time.Duration.ofMinutes(count);
                case 'h' -> java.time.Duration.ofHours(count);
                default -> java.time.Duration.ofDays(count);
            };
        }
    }

    /// `10%`, or `10`.
    static final class OfPercent implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String value) {
            if (!value.matches("(?:[1-9][0-9]?|100)%?")) {
                throw none(value, "1% to 100%");
            }
            return Integer.valueOf(value.replace("%", ""));
        }
    }

    /// A moment, which may depend on what time it is.
    @FunctionalInterface
    interface When {
        Instant at(Instant now);
    }

    /// `2026-11-20`, where the day begins in UTC, `2026-11-20T03:00:00Z`, or `7d` for so long ago.
    static final class OfWhen implements ITypeConverter<When> {
        @Override
        public When convert(String value) {
            if (value.toLowerCase(Locale.ROOT).matches("[0-9]{1,6}[smhd]")) {
                java.time.Duration age = new OfAge().convert(value);
                return now -> now.minus(age);
            }
            try {
                Instant moment = value.length() == "2026-11-20".length()
                        ? LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant()
                        : OffsetDateTime.parse(value).toInstant();
                return _ -> moment;
            } catch (DateTimeParseException _) {
                throw none(
                        value, "a day such as 2026-11-20, a time such as 2026-11-20T03:00:00Z, or an age such as 7d");
            }
        }
    }

    /// How far a backup has come, as listings say it.
    enum Stage {
        COMPLETE,
        INCOMPLETE,
        /// Being made, or left behind by a run that died.
        UNFINISHED,
        /// Being removed, or left behind by a removal that died.
        HALF_REMOVED;

        static Stage of(BackupRecord record) {
            return switch (record.state()) {
                case NORMAL -> record.isComplete() ? COMPLETE : INCOMPLETE;
                case CREATING -> UNFINISHED;
                case REMOVING -> HALF_REMOVED;
            };
        }

        boolean isBackup() {
            return this == COMPLETE || this == INCOMPLETE;
        }

        String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    static final class OfStage extends OfWords<Stage> {
        OfStage() {
            super(words(Choice::hyphenated, Stage.values()));
        }
    }

    @SafeVarargs
    private static <T> SequencedMap<String, T> words(Function<T, String> word, T... values) {
        SequencedMap<String, T> words = new LinkedHashMap<>();
        for (T value : values) {
            words.put(word.apply(value), value);
        }
        return words;
    }

    private static String hyphenated(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static TypeConversionException none(String value, String expected) {
        return new TypeConversionException("\"" + value + "\" is not " + expected);
    }
}
