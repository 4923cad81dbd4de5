package org.holdfast.format.tar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.holdfast.names.ByteText;

/// The fields of a header block (POSIX.1-2017, pax, "ustar Interchange Format"), and the numbers both sides share.
final class Layout {
    static final int BLOCK = 512;

    /// What writers pad an archive to: 20 blocks, as tape drives had it and every tar still does.
    static final int RECORD = 20 * BLOCK;

    /// The largest extended header or long name that is written or read, since it is held in memory.
    static final int MAX_EXTENSION = 1 << 20;

    static final String XATTR = "SCHILY.xattr.";

    static final Field NAME = new Field(0, 100);
    static final Field MODE = new Field(100, 8);
    static final Field UID = new Field(108, 8);
    static final Field GID = new Field(116, 8);
    static final Field SIZE = new Field(124, 12);
    static final Field MTIME = new Field(136, 12);
    static final Field CHECKSUM = new Field(148, 8);
    static final int TYPE = 156;
    static final Field LINK = new Field(157, 100);
    static final Field MAGIC = new Field(257, 8);
    static final Field DEVICE_MAJOR = new Field(329, 8);
    static final Field DEVICE_MINOR = new Field(337, 8);
    static final Field PREFIX = new Field(345, 155);

    private Layout() {}

    record Field(int offset, int length) {
        int end() {
            return offset + length;
        }

        /// The largest number that fits as octal digits and a terminator.
        long maxOctal() {
            return (1L << (3 * (length - 1))) - 1;
        }
    }

    /// The bytes from the end of `size` bytes to the next block border.
    static int padding(long size) {
        return (int) (-size & (BLOCK - 1));
    }

    /// For messages: on one line, and not longer than a terminal can show.
    static String printable(byte[] bytes) {
        int shown = 200;
        return bytes.length <= shown
                ? ByteText.printable(bytes)
                : ByteText.printable(Arrays.copyOf(bytes, shown)) + "… (" + bytes.length + " bytes)";
    }

    /// One char a byte; how this package holds bytes where equality, splitting and immutability matter.
    static String raw(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    static String raw(byte[] bytes) {
        return raw(bytes, 0, bytes.length);
    }

    static byte[] bytes(String raw) {
        return raw.getBytes(StandardCharsets.ISO_8859_1);
    }
}
