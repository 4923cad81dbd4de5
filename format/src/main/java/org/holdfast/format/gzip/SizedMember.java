package org.holdfast.format.gzip;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The frame of a gzip member (RFC 1952) that tells how long it is, so that the next can be found without
/// decompressing it.
final class SizedMember {
    /// No name, no time, unknown system: nothing depends on where and when. An extra field of 8 bytes, whose only
    /// subfield is `HF` with 4 bytes: the size of the whole member.
    private static final byte[] BEGIN = {0x1f, (byte) 0x8b, 8, 4, 0, 0, 0, 0, 0, (byte) 0xff, 8, 0, 'H', 'F', 4, 0};

    static final int HEADER_BYTES = BEGIN.length + Integer.BYTES;

    /// Checksum and size of the content.
    static final int TRAILER_BYTES = 2 * Integer.BYTES;

    static final int FRAME_BYTES = HEADER_BYTES + TRAILER_BYTES;

    private static final VarHandle LITTLE_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private SizedMember() {}

    /// @param compressed bytes of deflate data
    static byte[] header(int compressed) {
        byte[] header = Arrays.copyOf(BEGIN, HEADER_BYTES);
        LITTLE_ENDIAN.set(header, BEGIN.length, FRAME_BYTES + compressed);
        return header;
    }

    static byte[] trailer(long checksum, int length) {
        byte[] trailer = new byte[TRAILER_BYTES];
        LITTLE_ENDIAN.set(trailer, 0, (int) checksum);
        LITTLE_ENDIAN.set(trailer, Integer.BYTES, length);
        return trailer;
    }

    /// Whether so many bytes are the header of such a member, and of one that a [Block] may have become.
    static boolean begins(byte[] bytes, int count) {
        return count >= HEADER_BYTES
                && Arrays.equals(bytes, 0, BEGIN.length, BEGIN, 0, BEGIN.length)
                && size(bytes) > FRAME_BYTES
                && size(bytes) <= Block.largestSize(Block.SIZE);
    }

    /// Bytes of the member with this header.
    static int size(byte[] member) {
        return (int) LITTLE_ENDIAN.get(member, BEGIN.length);
    }

    /// What a member of so many bytes says its content's checksum is.
    static int checksum(byte[] member, int size) {
        return (int) LITTLE_ENDIAN.get(member, size - TRAILER_BYTES);
    }

    /// What a member of so many bytes says its content's size is.
    static int contentSize(byte[] member, int size) {
        return (int) LITTLE_ENDIAN.get(member, size - Integer.BYTES);
    }
}
