package org.holdfast.cli;

import java.util.Locale;
import org.holdfast.engine.FormatKind;
import org.holdfast.sync.TargetTree.Overwrite;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Option values that are one of a few words.
final class Choice {
    private Choice() {}

    static final class OfFormat implements ITypeConverter<FormatKind> {
        @Override
        public FormatKind convert(String value) {
            return switch (value) {
                case "rsync" -> FormatKind.RSYNC;
                case "tgz" -> FormatKind.TGZ;
                default -> throw none(value, "rsync or tgz");
            };
        }
    }

    static final class OfOverwrite implements ITypeConverter<Overwrite> {
        @Override
        public Overwrite convert(String value) {
            return switch (value) {
                case "never" -> Overwrite.NEVER;
                case "if-changed" -> Overwrite.IF_CHANGED;
                case "always" -> Overwrite.ALWAYS;
                default -> throw none(value, "never, if-changed or always");
            };
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

    private static TypeConversionException none(String value, String expected) {
        return new TypeConversionException("\"" + value + "\" is not " + expected);
    }
}
