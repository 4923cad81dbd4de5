package org.holdfast.backends.s3;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Percent-encoding of text in [S3Url]s; a plus is a plus. Stateless.
final class Percent {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Percent() {}

    /// @param where for messages: what is decoded
    /// @throws IllegalArgumentException if it is not well encoded
    static String decode(String encoded, String where) {
        byte[] given = encoded.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < given.length; i++) {
            if (given[i] != '%') {
                bytes.write(given[i]);
                continue;
            }
            if (i + 2 >= given.length || !HexFormat.isHexDigit(given[i + 1]) || !HexFormat.isHexDigit(given[i + 2])) {
                throw new IllegalArgumentException(
                        where + ": '%' must be followed by two hexadecimal digits: write %25");
            }
            bytes.write(HexFormat.fromHexDigit(given[i + 1]) << 4 | HexFormat.fromHexDigit(given[i + 2]));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(where + ": is not UTF-8 when decoded", e);
        }
    }

    /// Encodes only what a URL could not be read back with, so that it stays readable.
    static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7f || "%?#&".indexOf(c) >= 0) {
                encoded.append('%').append(HEX.toHexDigits((byte) c));
            } else {
                encoded.append(c);
            }
        }
        return encoded.toString();
    }
}
