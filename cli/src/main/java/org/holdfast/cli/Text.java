package org.holdfast.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// Values as people read them. Stateless; thread-safe.
final class Text {
    private Text() {}

    /// UTC, to the second: `2026-11-20T03:02:11Z`.
    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /// `4.2 s`, `3 min 05 s`, `2 h 07 min`.
    static String seconds(double seconds) {
        if (seconds < 59.95) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        if (whole < 3600) {
            return String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60);
        }
        return String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole / 60 % 60);
    }

    static String files(long count) {
        return count + (count == 1 ? " file" : " files");
    }

    /// Lossless text for people, on one line.
    static String printable(String lossless) {
        return ByteText.printable(ByteText.encode(lossless));
    }

    static String printable(Path path) {
        return ByteText.printable(LocalNames.bytesOf(path));
    }

    /// The last guard before a terminal: whatever could move its cursor or is no text is made visible.
    static String oneLine(String text) {
        if (text.chars().noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c))) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            boolean harmless =
                    !Character.isISOControl(c) && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE);
            out.append(
                    harmless
                            ? Character.toString(c)
                            : "\\x" + Integer.toHexString((c & 0xff) | 0x100).substring(1));
        });
        return out.toString();
    }

    /// What JSON can hold of a text that came from outside.
    static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
