package org.holdfast.names;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Bytes as text and back without loss, and bytes for people to read. Stateless; thread-safe.
///
/// Lossless means PEP 383: a byte 0x80…0xff that is not part of valid UTF-8 becomes the lone low surrogate
/// U+DC80…U+DCFF, which valid UTF-8 can never decode to.
public final class ByteText {
    private static final int ESCAPE_BASE = 0xDC00;

    private ByteText() {}

    public static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    /// The lossless text of any bytes.
    public static String decode(byte[] bytes) {
        return isAscii(bytes) ? new String(bytes, StandardCharsets.ISO_8859_1) : decodeAny(bytes);
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    private static String decodeAny(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (result.isUnderflow()) {
                return out.flip().toString();
            }
            // One byte at a time: the decoder resumes after it, so valid text behind a stray byte stays text.
            out.put((char) (ESCAPE_BASE + (in.get() & 0xff)));
            decoder.reset();
        }
    }

    /// The bytes of lossless text.
    ///
    /// @throws IllegalArgumentException for a surrogate that is neither half of a pair nor stands for a byte
    public static byte[] encode(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        // What is no ASCII became question marks.
        return new String(ascii, StandardCharsets.US_ASCII).equals(text) ? ascii : encodeAny(text);
    }

    private static byte[] encodeAny(String text) {
        ByteBuffer out = ByteBuffer.allocate(text.length() * 3);
        int i = 0;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            i += Character.charCount(codePoint);
            if (codePoint >= ESCAPE_BASE + 0x80 && codePoint <= ESCAPE_BASE + 0xff) {
                out.put((byte) (codePoint - ESCAPE_BASE));
                continue;
            }
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException("a lone surrogate stands for no byte");
            }
            putUtf8(out, codePoint);
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private static void putUtf8(ByteBuffer out, int codePoint) {
        if (codePoint < 0x80) {
            out.put((byte) codePoint);
            return;
        }
        out.put(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
    }

    /// One line for people: what a terminal could misread appears as `\n`, `\\`, `\x1b`.
    public static String printable(byte[] bytes) {
        StringBuilder out = new StringBuilder(bytes.length + 8);
        decode(bytes).codePoints().forEach(c -> {
            if (c == '\\') {
                out.append("\\\\");
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c == '\t') {
                out.append("\\t");
            } else if (c == '\r') {
                out.append("\\r");
            } else if (c >= ESCAPE_BASE && c <= ESCAPE_BASE + 0xff) {
                out.append("\\x").append(Integer.toHexString(c - ESCAPE_BASE));
            } else if (Character.isISOControl(c)) {
                out.append("\\x").append(String.format("%02x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }
}
