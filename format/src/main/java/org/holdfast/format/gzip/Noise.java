package org.holdfast.format.gzip;

import java.util.zip.Deflater;

/// Tells bytes that are not worth compressing (photographs, archives, sealed data), on which the compressor would
/// spend twice the time it needs for text, only to gain nothing. A wrong answer costs time or space, never correctness.
/// Whole numbers only, so that the answer, and with it the output, is the same everywhere.
final class Noise {
    /// Below this size the sample would be most of the work.
    private static final int MIN_LENGTH = 1 << 17;

    private static final int SAMPLE = 1 << 14;
    private static final int WINDOW = 1 << 15;

    private Noise() {}

    static boolean is(byte[] bytes, int offset, int length, Deflater deflater) {
        return length >= MIN_LENGTH
                && isUniform(bytes, offset, length)
                && isUncompressible(bytes, offset + length / 2, deflater);
    }

    /// Whether all byte values are about equally frequent: of uniform noise, the sum of squared frequencies is
    /// length² / 256; a quarter more is let pass, text has ten times as much.
    private static boolean isUniform(byte[] bytes, int offset, int length) {
        int[] frequency = new int[256];
        for (int i = offset; i < offset + length; i++) {
            frequency[bytes[i] & 0xff]++;
        }
        long squares = 0;
        for (int count : frequency) {
            squares += (long) count * count;
        }
        return squares * 256 * 4 <= (long) length * length * 5;
    }

    /// Whether a sample, tried behind the window before it (which shows repetitions), keeps more than 98 % of its size.
    private static boolean isUncompressible(byte[] bytes, int middle, Deflater deflater) {
        byte[] out = new byte[SAMPLE * 98 / 100];
        deflater.reset();
        deflater.setDictionary(bytes, middle - WINDOW, WINDOW);
        deflater.setInput(bytes, middle, SAMPLE);
        return deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH) == out.length;
    }
}
