package org.holdfast.backends.s3;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes as people write them: bytes, or a whole number of KiB, MiB, GiB or TiB. Stateless.
public final class ByteSize {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,18})(KiB|MiB|GiB|TiB|)");
    private static final Map<String, Long> UNITS =
            Map.of("", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);

    private ByteSize() {}

    /// The size that a text says, in bytes.
    ///
    /// @throws IllegalArgumentException if it is none, or more than a `long` holds
    public static long parse(String text) {
        Matcher size = FORM.matcher(text);
        if (!size.matches()) {
            throw wrong(text);
        }
        try {
            return Math.multiplyExact(Long.parseLong(size.group(1)), UNITS.getOrDefault(size.group(2), 1L));
        } catch (ArithmeticException _) {
            throw wrong(text);
        }
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("'" + text + "' is no size: write bytes, or 64KiB, 16MiB or 1GiB");
    }
}
