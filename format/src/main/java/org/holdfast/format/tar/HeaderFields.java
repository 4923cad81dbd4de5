package org.holdfast.format.tar;

import java.math.BigInteger;
import java.util.Arrays;
import org.holdfast.format.tar.Layout.Field;

/// The fields of one header block being read. Numbers are octal digits or, with the top bit set, base 256.
final class HeaderFields {
    private final byte[] block;

    /// @throws TarFormatException if the checksum does not match
    HeaderFields(byte[] block) throws TarFormatException {
        this.block = block;
        long stated = number(Layout.CHECKSUM);
        int unsigned = 0;
        int signed = 0;
        for (int i = 0; i < block.length; i++) {
            byte b = i >= Layout.CHECKSUM.offset() && i < Layout.CHECKSUM.end() ? (byte) ' ' : block[i];
            unsigned += b & 0xff;
            signed += b;
        }
        // Some early writers added up signed chars.
        if (stated != unsigned && stated != signed) {
            throw new TarFormatException("a header's checksum does not match: the archive is damaged");
        }
    }

    static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    char type() {
        return (char) (block[Layout.TYPE] & 0xff);
    }

    /// The path as raw text. Only POSIX headers have a prefix: GNU's hold other things in its place.
    String path() {
        String name = text(Layout.NAME);
        String magic = Layout.raw(block, Layout.MAGIC.offset(), Layout.MAGIC.offset() + 6);
        String prefix = magic.equals("ustar\0") ? text(Layout.PREFIX) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    String link() {
        return text(Layout.LINK);
    }

    private String text(Field field) {
        int end = field.offset();
        while (end < field.end() && block[end] != 0) {
            end++;
        }
        return Layout.raw(block, field.offset(), end);
    }

    /// @throws TarFormatException if the field holds no number, or none that fits a `long`
    long number(Field field) throws TarFormatException {
        if (block[field.offset()] < 0) {
            return base256(field);
        }
        int at = field.offset();
        while (at < field.end() && block[at] == ' ') {
            at++;
        }
        long value = 0;
        while (at < field.end() && block[at] >= '0' && block[at] <= '7') {
            value = value * 8 + block[at++] - '0';
        }
        while (at < field.end()) {
            if (block[at] != ' ' && block[at] != 0) {
                throw badNumber();
            }
            at++;
        }
        return value;
    }

    /// Two's complement below the marker bit.
    private long base256(Field field) throws TarFormatException {
        byte[] digits = Arrays.copyOfRange(block, field.offset(), field.end());
        boolean negative = (digits[0] & 0x40) != 0;
        digits[0] = (byte) (negative ? digits[0] : digits[0] & 0x7f);
        BigInteger value = new BigInteger(digits);
        if (value.bitLength() > 63) {
            throw badNumber();
        }
        return value.longValue();
    }

    private static TarFormatException badNumber() {
        return new TarFormatException("a header holds a malformed number");
    }
}
