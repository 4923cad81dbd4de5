package org.holdfast.format.gzip;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

class StrictGzipInputStreamTest {
    private static byte[] member(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static final byte[] HELLO = "hello".getBytes(US_ASCII);

    @Test
    void readsMembersOneAfterTheOther() throws IOException {
        byte[] text = Inputs.text(200_000);
        byte[] noise = Inputs.noise(70_000);
        byte[] members = Inputs.joined(
                member(text), member(new byte[0]), Inputs.compressed(noise), member(HELLO), member(new byte[0]));
        assertThat(Inputs.plain(members)).isEqualTo(Inputs.joined(text, noise, HELLO));
    }

    /// With members of all lengths, every part of header and trailer falls on a border of the buffer once.
    @Test
    void membersMayLieAnywhereInTheBuffer() throws IOException {
        byte[] small = member(HELLO);
        for (int size = 65_536 - 60; size <= 65_536 - 10; size++) {
            byte[] noise = Inputs.noise(size);
            byte[] members = Inputs.joined(Inputs.compressed(noise), small, small);
            assertThat(Inputs.plain(members)).as("%d", size).isEqualTo(Inputs.joined(noise, HELLO, HELLO));
        }
    }

    @Test
    void readsFromSourcesThatDribble() throws IOException {
        byte[] text = Inputs.text(5000);
        byte[] members = Inputs.joined(member(text), member(HELLO));
        InputStream dribble = new InputStream() {
            private final InputStream in = new ByteArrayInputStream(members);

            @Override
            public int read() throws IOException {
                return in.read();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return in.read(bytes, offset, 1);
            }
        };
        try (StrictGzipInputStream gunzip = new StrictGzipInputStream(dribble)) {
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            for (int b = gunzip.read(); b >= 0; b = gunzip.read()) {
                plain.write(b);
            }
            assertThat(plain.toByteArray()).isEqualTo(Inputs.joined(text, HELLO));
        }
    }

    @Test
    void readsAllHeaderFields() throws IOException {
        byte[] member = member(HELLO);
        byte[] fields = {0x1f, (byte) 0x8b, 8, 31, 1, 2, 3, 4, 2, 3, 3, 0, 'x', 'y', 'z', 'n', 0, 'c', 'c', 0};
        CRC32 crc = new CRC32();
        crc.update(fields);
        byte[] sum = {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)};
        byte[] rest = Arrays.copyOfRange(member, 10, member.length);
        assertThat(Inputs.plain(Inputs.joined(fields, sum, rest))).isEqualTo(HELLO);

        sum[0]++;
        assertThatExceptionOfType(ZipException.class)
                .isThrownBy(() -> Inputs.plain(Inputs.joined(fields, sum, rest)))
                .withMessage("damaged gzip header");
    }

    @Test
    void noCutLooksComplete() throws IOException {
        byte[] whole = Inputs.compressed(Inputs.joined(Inputs.text(700), Inputs.noise(100)));
        for (int cut = 0; cut < whole.length; cut++) {
            byte[] part = Arrays.copyOf(whole, cut);
            assertThatExceptionOfType(EOFException.class).as("cut at %d", cut).isThrownBy(() -> Inputs.plain(part));
        }
    }

    @Test
    void noCutWithinTheSecondMemberLooksComplete() throws IOException {
        byte[] first = member(HELLO);
        byte[] second = member(HELLO);
        for (int cut = 1; cut < second.length; cut++) {
            byte[] part = Inputs.joined(first, Arrays.copyOf(second, cut));
            assertThatExceptionOfType(EOFException.class).as("cut at %d", cut).isThrownBy(() -> Inputs.plain(part));
        }
    }

    @Test
    void refusesAnythingBehindTheLastMember() throws IOException {
        for (byte[] garbage : new byte[][] {{0}, new byte[512], {0x1f, 0}, "garbage".getBytes(US_ASCII)}) {
            assertThatExceptionOfType(ZipException.class)
                    .isThrownBy(() -> Inputs.plain(Inputs.joined(member(HELLO), garbage)))
                    .withMessage("no gzip data where a member should begin");
        }
    }

    @Test
    void noChangedBitOfTheDataPassesUnnoticed() throws IOException {
        byte[] plain = Inputs.joined(Inputs.text(300), Inputs.noise(50));
        byte[] whole = Inputs.compressed(plain);
        for (int bit = 8 * 10; bit < 8 * whole.length; bit++) {
            byte[] changed = Inputs.changed(whole, bit / 8, whole[bit / 8] ^ 1 << bit % 8);
            assertSameOrDamaged(changed, plain, "bit " + bit);
        }
    }

    @Test
    void noChangedBitOfATrailerIsAccepted() throws IOException {
        byte[] whole = Inputs.compressed(HELLO);
        for (int bit = 8 * (whole.length - 8); bit < 8 * whole.length; bit++) {
            byte[] changed = Inputs.changed(whole, bit / 8, whole[bit / 8] ^ 1 << bit % 8);
            assertThatExceptionOfType(ZipException.class)
                    .as("bit %d", bit)
                    .isThrownBy(() -> Inputs.plain(changed))
                    .withMessageContaining("checksum or size");
        }
    }

    /// A few bits say nothing, such as the padding before a byte border; they may change, the content may not.
    private static void assertSameOrDamaged(byte[] compressed, byte[] plain, String what) throws IOException {
        try {
            assertThat(Inputs.plain(compressed)).as(what).isEqualTo(plain);
        } catch (ZipException | EOFException e) {
            assertThat(e).hasMessageContaining("gzip");
        }
    }

    @Test
    void noRandomDamagePassesUnnoticed() throws IOException {
        long seed = 20261123;
        Random random = new Random(seed);
        byte[] plain = Inputs.joined(Inputs.text(200_000), Inputs.noise(400_000), Inputs.text(100_000));
        byte[] whole = Inputs.compressed(plain);
        int refused = 0;
        for (int round = 0; round < 60; round++) {
            int at = 10 + random.nextInt(whole.length - 10);
            byte[] changed = Inputs.changed(whole, at, whole[at] ^ (1 + random.nextInt(255)));
            try {
                assertThat(Inputs.plain(changed))
                        .as("seed %d round %d", seed, round)
                        .isEqualTo(plain);
            } catch (ZipException | EOFException _) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(55);
    }

    /// However much is asked for at once.
    @Test
    void whatComesBeforeDamageIsGiven() throws IOException {
        byte[] plain = Inputs.text(60_000);
        byte[] whole = member(plain);
        byte[] cut = Inputs.joined(Arrays.copyOf(whole, whole.length / 2), Inputs.noise(5000));
        byte[] content = new byte[2 * plain.length];
        int[] counts = new int[2];
        for (int step : new int[] {1, content.length}) {
            try (StrictGzipInputStream in = new StrictGzipInputStream(new ByteArrayInputStream(cut))) {
                int end = 0;
                try {
                    for (int count = 0;
                            count >= 0;
                            count = in.read(content, end, Math.min(step, content.length - end))) {
                        end += count;
                    }
                } catch (ZipException | EOFException _) {
                    counts[step == 1 ? 0 : 1] = end;
                }
                assertThatIOException().isThrownBy(in::read);
            }
        }
        assertThat(counts[1]).isEqualTo(counts[0]).isGreaterThan(20_000);
    }

    @Test
    void refusesUnknownMethodsAndFlags() throws IOException {
        byte[] member = member(HELLO);
        assertThatExceptionOfType(ZipException.class)
                .isThrownBy(() -> Inputs.plain(Inputs.changed(member, 2, 7)))
                .withMessageStartingWith("unsupported gzip header");
        assertThatExceptionOfType(ZipException.class)
                .isThrownBy(() -> Inputs.plain(Inputs.changed(member, 3, 0x20)))
                .withMessageStartingWith("unsupported gzip header");
        assertThatExceptionOfType(ZipException.class).isThrownBy(() -> Inputs.plain(HELLO));
    }

    @Test
    void keepsFailingOnceItFailed() throws IOException {
        byte[] member = member(HELLO);
        byte[] damaged = Inputs.changed(member, member.length - 5, 1);
        StrictGzipInputStream gunzip = new StrictGzipInputStream(new ByteArrayInputStream(damaged));
        assertThatExceptionOfType(ZipException.class).isThrownBy(gunzip::readAllBytes);
        assertThatIOException().isThrownBy(gunzip::read).withMessage("decompression failed before");
        gunzip.close();
        assertThatIOException().isThrownBy(gunzip::read).withMessage("the stream is closed");
    }

    @Test
    void staysAtItsEnd() throws IOException {
        try (StrictGzipInputStream gunzip = new StrictGzipInputStream(new ByteArrayInputStream(member(HELLO)))) {
            assertThat(gunzip.read(new byte[0])).isZero();
            assertThat(gunzip.readAllBytes()).isEqualTo(HELLO);
            assertThat(gunzip.read()).isEqualTo(-1);
            assertThat(gunzip.read()).isEqualTo(-1);
        }
    }

    /// A source that proves itself only at its end must be asked for it.
    @Test
    void reportsTheEndOnlyAfterItsSourceDid() throws IOException {
        byte[] member = member(HELLO);
        InputStream unproven = new InputStream() {
            private int at;

            @Override
            public int read() throws IOException {
                if (at == member.length) {
                    throw new IOException("not authentic");
                }
                return member[at++] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                bytes[offset] = (byte) read();
                return 1;
            }
        };
        try (StrictGzipInputStream gunzip = new StrictGzipInputStream(unproven)) {
            assertThatIOException().isThrownBy(gunzip::readAllBytes).withMessage("not authentic");
        }
    }
}
