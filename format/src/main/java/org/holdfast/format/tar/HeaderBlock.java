package org.holdfast.format.tar;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import org.holdfast.format.tar.Layout.Field;

/// One POSIX header block being filled in. A value that does not fit is replaced by one that does no harm, and the
/// caller is told, so that it can say the real one in an extension.
final class HeaderBlock {
    private final byte[] block = new byte[Layout.BLOCK];

    HeaderBlock(char type) {
        block[Layout.TYPE] = (byte) type;
        put(Layout.MAGIC, "ustar\00000".getBytes(US_ASCII));
        octal(Layout.DEVICE_MAJOR, 0);
        octal(Layout.DEVICE_MINOR, 0);
    }

    /// Sets the path, split at a slash where it is too long for the name alone.
    ///
    /// @return whether all of it fits; otherwise its beginning was set
    boolean path(byte[] path) {
        if (path.length <= Layout.NAME.length()) {
            put(Layout.NAME, path);
            return true;
        }
        int split = split(path);
        if (split < 0) {
            put(Layout.NAME, beginning(path, Layout.NAME.length()));
            return false;
        }
        put(Layout.PREFIX, Arrays.copyOf(path, split));
        put(Layout.NAME, Arrays.copyOfRange(path, split + 1, path.length));
        return true;
    }

    private static int split(byte[] path) {
        int first = Math.max(1, path.length - Layout.NAME.length() - 1);
        int last = Math.min(Layout.PREFIX.length(), path.length - 2);
        for (int i = first; i <= last; i++) {
            if (path[i] == '/') {
                return i;
            }
        }
        return -1;
    }

    /// As [#path(byte[])] for the target of a link, which cannot be split.
    boolean link(byte[] target) {
        put(Layout.LINK, beginning(target, Layout.LINK.length()));
        return target.length <= Layout.LINK.length();
    }

    /// Without a slash at the cut: some readers take a file whose header name ends in one for a directory.
    private static byte[] beginning(byte[] bytes, int most) {
        if (bytes.length <= most) {
            return bytes;
        }
        int end = most;
        while (bytes[end - 1] == '/') {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }

    void mode(int mode) {
        octal(Layout.MODE, mode);
    }

    /// Sets the owner; one that does not fit becomes the largest number that does, never that of the superuser.
    ///
    /// @return whether it fits
    boolean uid(long uid) {
        return owner(Layout.UID, uid);
    }

    /// As [#uid(long)] for the group.
    boolean gid(long gid) {
        return owner(Layout.GID, gid);
    }

    private boolean owner(Field field, long id) {
        octal(field, Math.min(id, field.maxOctal()));
        return id <= field.maxOctal();
    }

    /// Sets the size, or 0 if it does not fit.
    ///
    /// @return whether it fits
    boolean size(long size) {
        return orZero(Layout.SIZE, size);
    }

    /// Sets the time, or 0 if it does not fit.
    ///
    /// @return whether it fits
    boolean modified(long epochSecond) {
        return orZero(Layout.MTIME, epochSecond);
    }

    private boolean orZero(Field field, long value) {
        boolean fits = value >= 0 && value <= field.maxOctal();
        octal(field, fits ? value : 0);
        return fits;
    }

    /// The finished block.
    byte[] sealed() {
        Arrays.fill(block, Layout.CHECKSUM.offset(), Layout.CHECKSUM.end(), (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        put(Layout.CHECKSUM, String.format("%06o\0 ", sum).getBytes(US_ASCII));
        return block;
    }

    private void octal(Field field, long value) {
        long rest = value;
        for (int i = field.end() - 2; i >= field.offset(); i--) {
            block[i] = (byte) ('0' + (rest & 7));
            rest >>= 3;
        }
    }

    private void put(Field field, byte[] bytes) {
        System.arraycopy(bytes, 0, block, field.offset(), bytes.length);
    }
}
