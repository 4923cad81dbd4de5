package org.holdfast.format.gzip;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/// Bytes to compress, and shortcuts.
final class Inputs {
    static final byte[] HELLO = "hello".getBytes(US_ASCII);

    private Inputs() {}

    static byte[] noise(int size) {
        byte[] noise = new byte[size];
        new Random(size).nextBytes(noise);
        return noise;
    }

    /// Compresses to about a half.
    static byte[] text(int size) {
        Random random = new Random(size);
        byte[] text = new byte[size];
        for (int i = 0; i < size; i++) {
            text[i] = (byte) ('a' + random.nextInt(1 + random.nextInt(26)));
        }
        return text;
    }

    /// Noise as far as the frequency of its bytes tells, and yet compressible to next to nothing.
    static byte[] repeatedNoise(int size) {
        byte[] pattern = noise(20_000);
        byte[] repeated = new byte[size];
        for (int i = 0; i < size; i++) {
            repeated[i] = pattern[i % pattern.length];
        }
        return repeated;
    }

    /// Everything a block can be: text, noise, noise that repeats, across borders that fall anywhere.
    static byte[] mixture() {
        return joined(
                text(3 * Block.SIZE + 5),
                noise(4 * Block.SIZE),
                repeatedNoise(2 * Block.SIZE),
                new byte[Block.SIZE],
                noise(100),
                text(1000));
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] compressed(byte[] plain, Deflaters deflaters, int threads) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ParallelGzipOutputStream gzip = new ParallelGzipOutputStream(out, deflaters, threads)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    static byte[] compressed(byte[] plain) throws IOException {
        return compressed(plain, Deflaters.ofLevel(1), 1);
    }

    static byte[] plain(byte[] compressed) throws IOException {
        try (StrictGzipInputStream in = new StrictGzipInputStream(new ByteArrayInputStream(compressed))) {
            return in.readAllBytes();
        }
    }

    static byte[] changed(byte[] bytes, int index, int value) {
        byte[] changed = Arrays.copyOf(bytes, bytes.length);
        changed[index] = (byte) value;
        return changed;
    }

    /// One member that tells its size.
    static byte[] sizedMember(byte[] plain) throws IOException {
        byte[] member = compressed(plain);
        assertThat(SizedMember.size(member)).isEqualTo(member.length);
        return member;
    }

    /// One as any other software makes it.
    static byte[] otherMember(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }
}
