package org.holdfast.backends.s3;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.names.BytePath;

/// Names of objects as keys of a bucket, below a prefix, and back. Immutable.
///
/// Keys are UTF-8 that XML can carry, names are any bytes. A byte that is no part of valid UTF-8, or that is of a
/// character that XML has not, becomes [#MARK] and two upper-case hexadecimal digits; a mark that would then be
/// misread is doubled. See "Names in object stores" in the specification.
final class S3Keys {
    /// U+201B, a quotation mark that hardly any name has.
    private static final char MARK = '\u201b';

    /// Where [BytePath#text()] puts a byte that is no text.
    private static final int BYTE_BASE = 0xDC00;

    private static final int DELETE = 0x7f;
    private static final String HEX = "0123456789ABCDEF";

    /// Ends in a slash, unless it is empty.
    private final String prefix;

    S3Keys(ObjectKey prefix) {
        this.prefix = prefix.path().isRoot() ? "" : escape(prefix.path()) + "/";
    }

    /// How many bytes of a key the prefix takes.
    int prefixBytes() {
        return prefix.getBytes(StandardCharsets.UTF_8).length;
    }

    String of(ObjectKey key) {
        return prefix + escape(key.named().path());
    }

    /// The key of a new object, unless the service would refuse it.
    String checked(ObjectKey key, Profile profile) throws PermanentStoreException {
        String whole = of(key);
        for (BytePath segment : key.path().segments()) {
            check("name", key, escape(segment), profile.maxNameBytes());
        }
        check("key", key, whole, profile.maxKeyBytes());
        return whole;
    }

    private static void check(String what, ObjectKey key, String text, int most) throws PermanentStoreException {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > most) {
            throw new PermanentStoreException(
                    "a " + what + " of " + bytes + " bytes is too long for the service, which takes " + most + ": "
                            + key,
                    "use a shorter name or a shorter prefix, or the tgz format",
                    null);
        }
    }

    /// What the keys of all objects below `above` begin with: it ends on a slash, so that `a` has nothing of `ab`.
    String below(ObjectKey above) {
        return above.path().isRoot() ? prefix : prefix + escape(above.path()) + "/";
    }

    /// What the keys of all objects at or below `above` begin with, and those of others too, such as `ab` for `a`.
    String beginning(ObjectKey above) {
        return above.path().isRoot() ? prefix : prefix + escape(above.path());
    }

    /// The name that has this key; empty if no name has, such as for `a//b` and for the `a/` that some tools make of a
    /// directory.
    Optional<ObjectKey> parse(String key) {
        if (!key.startsWith(prefix) || key.length() == prefix.length()) {
            return Optional.empty();
        }
        String escaped = key.substring(prefix.length());
        try {
            BytePath path = BytePath.parse(unescape(escaped));
            return escape(path).equals(escaped) ? Optional.of(new ObjectKey(path)) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String escape(BytePath path) {
        String text = path.text();
        StringBuilder key = new StringBuilder(text.length() + 8);
        int i = 0;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            i += Character.charCount(codePoint);
            if (isEscaped(codePoint)) {
                appendEscaped(key, codePoint);
                continue;
            }
            key.appendCodePoint(codePoint);
            if (codePoint == MARK && i < text.length() && wouldBeMisread(text, i)) {
                key.append(MARK);
            }
        }
        return key.toString();
    }

    private static void appendEscaped(StringBuilder key, int codePoint) {
        byte[] bytes = isByte(codePoint)
                ? new byte[] {(byte) (codePoint - BYTE_BASE)}
                : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
        for (byte value : bytes) {
            key.append(MARK).append(HEX.charAt((value & 0xff) >> 4)).append(HEX.charAt(value & 0xf));
        }
    }

    /// Whether a mark before `at` needs doubling: what comes there begins with a mark, or reads as a byte's digits.
    private static boolean wouldBeMisread(String text, int at) {
        char next = text.charAt(at);
        return next == MARK || isEscaped(next) || byteAt(text, at) >= 0;
    }

    private static String unescape(String key) {
        StringBuilder text = new StringBuilder(key.length());
        int i = 0;
        while (i < key.length()) {
            char c = key.charAt(i++);
            int value = c == MARK ? byteAt(key, i) : -1;
            if (value >= 0) {
                text.append((char) (value < 0x80 ? value : BYTE_BASE + value));
                i += 2;
                continue;
            }
            text.append(c);
            if (c == MARK && i < key.length() && key.charAt(i) == MARK) {
                i++;
            }
        }
        return text.toString();
    }

    /// XML 1.0, 2.2: it has no control characters but three, of which it makes others, and not the last two.
    private static boolean isEscaped(int codePoint) {
        return isByte(codePoint)
                || codePoint < ' '
                || codePoint == DELETE
                || codePoint == 0xFFFE
                || codePoint == 0xFFFF;
    }

    private static boolean isByte(int codePoint) {
        return codePoint >= BYTE_BASE + 0x80 && codePoint <= BYTE_BASE + 0xff;
    }

    /// The byte whose two digits stand at `at`, or -1. No other byte below 0x80 is ever escaped.
    private static int byteAt(String text, int at) {
        if (at + 2 > text.length()) {
            return -1;
        }
        int high = HEX.indexOf(text.charAt(at));
        int low = HEX.indexOf(text.charAt(at + 1));
        if (high < 0 || low < 0) {
            return -1;
        }
        int value = high << 4 | low;
        return value < ' ' || value >= DELETE ? value : -1;
    }
}
