package org.holdfast.crypto;

import java.util.Arrays;

/// The measures of a sealed file, in bytes: magic, IV, ciphertext in whole blocks, MAC.
final class Envelope {
    static final int MAGIC_BYTES = 4;
    static final int IV_BYTES = 16;
    static final int HEADER_BYTES = MAGIC_BYTES + IV_BYTES;
    static final int BLOCK_BYTES = 16;
    static final int MAC_BYTES = 32;

    /// An empty file: padding always adds a block to whole blocks.
    static final int LEAST_BYTES = HEADER_BYTES + BLOCK_BYTES + MAC_BYTES;

    /// The most that one call hands to the cipher or the MAC. Larger pieces are slower: the JDK's intrinsics work on
    /// whole calls, so a young process would stay in the interpreter longer, and a slice this long stays in the
    /// first-level cache between the cipher and the MAC.
    static final int SLICE_BYTES = 8 * 1024;

    private static final byte[] MAGIC = {'C', 'B', 'V', '2'};

    private Envelope() {}

    static void putMagic(byte[] out) {
        System.arraycopy(MAGIC, 0, out, 0, MAGIC_BYTES);
    }

    static boolean hasMagic(byte[] bytes, int offset) {
        return Arrays.equals(bytes, offset, offset + MAGIC_BYTES, MAGIC, 0, MAGIC_BYTES);
    }

    /// The size after PKCS#7 padding.
    static long paddedSize(long plainSize) {
        return plainSize - plainSize % BLOCK_BYTES + BLOCK_BYTES;
    }

    static boolean isWholeBlocks(int bytes) {
        return bytes % BLOCK_BYTES == 0;
    }

    static int wholeBlocks(int bytes) {
        return bytes - bytes % BLOCK_BYTES;
    }

    /// How many of the first `length` bytes PKCS#7 padding leaves, or -1 where those do not end in such padding.
    /// Call it on authenticated bytes only, or let a -1 look like any other failure: telling the two apart lets
    /// whoever can ask often enough decrypt without a key.
    static int unpaddedLength(byte[] bytes, int length) {
        int pad = bytes[length - 1];
        if (pad < 1 || pad > BLOCK_BYTES) {
            return -1;
        }
        for (int i = length - pad; i < length; i++) {
            if (bytes[i] != pad) {
                return -1;
            }
        }
        return length - pad;
    }
}
