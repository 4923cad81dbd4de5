package org.holdfast.backends.s3.wire;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Percent-encoding as S3 signs it: all but the unreserved characters of RFC 3986, in UTF-8. Pure functions.
final class UriText {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private UriText() {}

    /// Keeps slashes.
    static String encodePath(String text) {
        return encode(text, true);
    }

    static String encode(String text) {
        return encode(text, false);
    }

    private static String encode(String text, boolean slashes) {
        int plain = 0;
        while (plain < text.length() && isPlain(text.charAt(plain), slashes)) {
            plain++;
        }
        if (plain == text.length()) {
            return text;
        }
        StringBuilder encoded = new StringBuilder(text.length() + 16).append(text, 0, plain);
        for (byte b : text.substring(plain).getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (isPlain(c, slashes)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(char c, boolean slashes) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c == '.'
                || c == '~'
                || (c == '/' && slashes);
    }
}
