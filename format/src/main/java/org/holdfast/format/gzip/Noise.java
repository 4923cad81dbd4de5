package org.holdfast.format.gzip;

import java.util.Arrays;
import java.util.zip.Deflater;

/// Tells bytes that are not worth compressing (photographs, archives, sealed data), on which the compressor would
/// spend twice the time it needs for text, only to gain nothing. A wrong answer costs time or space, never correctness.
/// Whole numbers only, so that the answer, and with it the output, is the same everywhere.
final class Noise {
    /// Below this size the sample would be most of the work.
    private static final int MIN_LENGTH = 1 << 17;

    /// One and a half times as far as deflate can refer back.
    private static final int SAMPLE = 3 << 14;

    /// Bytes are counted in runs of so many, one of each [#STRIDE]: counting all of them took a twelfth of the
    /// processor's time of an archive, and told no more.
    private static final int RUN = 512;

    private static final int STRIDE = 8 * RUN;

    private Noise() {}

    static boolean is(byte[] bytes, int length, Deflater deflater) {
        return length >= MIN_LENGTH && isUniform(bytes, length) && isUncompressible(bytes, length / 2, deflater);
    }

    /// Whether all byte values are about equally frequent: of uniform noise, the sum of squared frequencies is
    /// n² / 256 of n bytes; a quarter more is let pass, text has ten times as much.
    private static boolean isUniform(byte[] bytes, int length) {
        int[] frequency = new int[256];
        for (int start = 0; start + RUN <= length; start += STRIDE) {
            for (int i = start; i < start + RUN; i++) {
                frequency[bytes[i] & 0xff]++;
            }
        }
        long counted = 0;
        long squares = 0;
        for (int count : frequency) {
            counted += count;
            squares += (long) count * count;
        }
        return squares * 256 * 4 <= counted * counted * 5;
    }

    /// Whether a sample from the middle, long enough to show repetitions, keeps more than 98 % of its size.
    private static boolean isUncompressible(byte[] bytes, int middle, Deflater deflater) {
        byte[] sample = Arrays.copyOfRange(bytes, middle - SAMPLE / 2, middle + SAMPLE / 2);
        int size = Block.deflate(deflater, sample, sample.length, new byte[Block.ample(sample.length)]);
        return size > SAMPLE * 98 / 100;
    }
}
