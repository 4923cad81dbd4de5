package org.holdfast.engine.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.holdfast.backends.s3.ByteSize;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// The forms that values have. Each throws [IllegalArgumentException] with what it must be. Stateless.
final class Forms {
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,5})([smhdw])");

    private Forms() {}

    /// Anything but nothing.
    static String text(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("must not be empty");
        }
        // Variables may hold any bytes.
        if (!ByteText.isUtf8(ByteText.encode(text))) {
            throw new IllegalArgumentException("must be UTF-8");
        }
        return text;
    }

    /// For a shell.
    static String command(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("must not be empty");
        }
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("must not hold a NUL");
        }
        return text(text);
    }

    static boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("must be true or false");
        }
        return text.equals("true");
    }

    static Value.Form<Integer> number(int least, int most) {
        return text -> {
            if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
                throw new IllegalArgumentException("must be a number from " + least + " to " + most);
            }
            return Integer.parseInt(text);
        };
    }

    static Value.Form<String> oneOf(List<String> words) {
        return text -> {
            if (!words.contains(text)) {
                throw new IllegalArgumentException("must be one of " + String.join(", ", words)
                        + Spelling.nearest(text, words)
                                .map(near -> " (did you mean " + near + "?)")
                                .orElse(""));
            }
            return text;
        };
    }

    static <E extends Enum<E>> Value.Form<E> constant(Class<E> type) {
        List<E> constants = List.of(type.getEnumConstants());
        Value.Form<String> word = oneOf(constants.stream()
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList());
        return text -> Enum.valueOf(type, word.parse(text).toUpperCase(Locale.ROOT));
    }

    static Path path(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException(
                    text.startsWith("~")
                            ? "must be an absolute path, with ${HOME} in place of ~"
                            : "must be an absolute path");
        }
        return LocalNames.path(ByteText.encode(text)).normalize();
    }

    static long size(String text) {
        try {
            long size = ByteSize.parse(text);
            if (size > 0) {
                return size;
            }
        } catch (IllegalArgumentException _) {
            // Said below.
        }
        throw new IllegalArgumentException("must be a size, such as 64KiB, 16MiB or 1GiB");
    }

    static long rate(String text) {
        try {
            return size(text.endsWith("/s") ? text.substring(0, text.length() - 2) : "");
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("must be a rate, such as 512KiB/s or 50MiB/s");
        }
    }

    static Duration duration(String text) {
        Matcher duration = DURATION.matcher(text);
        if (!duration.matches()) {
            throw new IllegalArgumentException("must be a time, such as 90s, 30m, 12h, 2d or 3w");
        }
        long count = Long.parseLong(duration.group(1));
        return switch (duration.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofDays(7 * count);
        };
    }

    /// Of zlib; empty: as fast as can be.
    static OptionalInt compressionLevel(String text) {
        if (text.equals("fast")) {
            return OptionalInt.empty();
        }
        if (!text.matches("[1-9]")) {
            throw new IllegalArgumentException("must be fast or a number from 1 to 9");
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    static int percent(String text) {
        if (!text.matches("[1-9][0-9]?%|100%")) {
            throw new IllegalArgumentException("must be 1% to 100%");
        }
        return Integer.parseInt(text, 0, text.length() - 1, 10);
    }

    static ZoneId timeZone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException _) {
            throw new IllegalArgumentException("must be a time zone, such as Europe/Berlin or UTC");
        }
    }

    static Schedule schedule(String text) {
        try {
            return Schedule.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "must be five fields as cron has them (minute, hour, day, month, weekday), such as 0 3 * * *", e);
        }
    }

    static Value.Form<URI> address(List<String> schemes) {
        return text -> {
            try {
                URI uri = new URI(text);
                if (uri.getHost() != null && schemes.contains(String.valueOf(uri.getScheme()))) {
                    return uri;
                }
            } catch (URISyntaxException _) {
                // Said below.
            }
            throw new IllegalArgumentException(
                    "must be an address that begins with " + String.join("://HOST or ", schemes) + "://HOST");
        };
    }
}
