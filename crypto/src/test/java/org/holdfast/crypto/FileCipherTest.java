package org.holdfast.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileCipherTest {
    private static final String WRONG = "wrong password or damaged file";
    private static final int HEADER = 20;
    private static final int MAC = 32;

    private final FileCipher cipher = KeyRing.of(Rings.plainKeys()).fileCipher();

    private static byte[] random(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static IntStream sizes() {
        IntStream small = IntStream.rangeClosed(0, 200);
        IntStream borders =
                IntStream.of(2048, 8192, 65536, 131072).flatMap(n -> IntStream.rangeClosed(n - 130, n + 17));
        return IntStream.concat(small, borders);
    }

    @ParameterizedTest
    @EnumSource
    void comesBackWhateverItsSize(MacCoverage coverage) throws IOException {
        FileCipher own = KeyRing.of(Rings.plainKeys()).fileCipher(coverage);
        for (int size : sizes().toArray()) {
            byte[] plain = random(size, size);
            byte[] sealed = Rings.seal(own, plain);
            assertThat(sealed).hasSize((int) own.sealedSize(size));
            assertThat(Rings.open(own, sealed)).isEqualTo(plain);
            assertThat(Rings.open(cipher, sealed)).isEqualTo(plain);
        }
    }

    @Test
    void comesBackHoweverItIsCutUp() throws IOException {
        long seed = 20261121;
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            byte[] plain = random(seed + round, random.nextInt(300_000));
            ByteArrayOutputStream sealed = new ByteArrayOutputStream();
            try (OutputStream out = cipher.encrypting(sealed)) {
                int at = 0;
                while (at < plain.length) {
                    int piece = Math.min(plain.length - at, random.nextInt(1 << random.nextInt(18)) + 1);
                    out.write(plain, at, piece);
                    if (random.nextInt(4) == 0) {
                        out.flush();
                    }
                    at += piece;
                }
            }
            InputStream in = cipher.decrypting(new ByteArrayInputStream(sealed.toByteArray()));
            ByteArrayOutputStream opened = new ByteArrayOutputStream();
            while (true) {
                byte[] buffer = new byte[random.nextInt(1 << random.nextInt(18)) + 1];
                int offset = random.nextInt(buffer.length);
                int count = in.read(buffer, offset, buffer.length - offset);
                if (count < 0) {
                    break;
                }
                assertThat(count).isBetween(1, buffer.length - offset);
                opened.write(buffer, offset, count);
            }
            assertThat(opened.toByteArray()).as("seed %d round %d", seed, round).isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyChangedBitIsRefused(MacCoverage coverage) throws IOException {
        FileCipher own = KeyRing.of(Rings.plainKeys()).fileCipher(coverage);
        byte[] sealed = Rings.seal(own, random(1, 40));
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            String message = bit < 32 ? "not an encrypted file: it does not begin with CBV2" : WRONG;
            for (FileCipher reader : List.of(own, cipher)) {
                assertThatThrownBy(() -> Rings.open(reader, changed))
                        .as("bit %d", bit)
                        .isExactlyInstanceOf(AuthenticationException.class)
                        .hasMessage(message);
            }
        }
    }

    @Test
    void everyTruncationIsRefused() throws IOException {
        byte[] sealed = Rings.seal(cipher, random(2, 100));
        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            String message = length < 68
                    ? "not a whole encrypted file: " + length + " bytes, where the least is 68"
                    : (length - HEADER - MAC) % 16 == 0 ? WRONG : "damaged file: its encrypted part is no multiple";
            assertThatThrownBy(() -> Rings.open(cipher, cut))
                    .as("%d bytes", length)
                    .isExactlyInstanceOf(AuthenticationException.class)
                    .hasMessageStartingWith(message);
        }
    }

    @Test
    void everyAppendedByteIsRefused() throws IOException {
        byte[] sealed = Rings.seal(cipher, random(3, 100));
        for (int more = 1; more <= 64; more++) {
            byte[] longer = Arrays.copyOf(sealed, sealed.length + more);
            String message = more % 16 == 0 ? WRONG : "damaged file: its encrypted part is no multiple";
            assertThatThrownBy(() -> Rings.open(cipher, longer)).hasMessageStartingWith(message);
        }
    }

    @Test
    void anotherRingIsRefused() throws IOException {
        byte[] keys = Rings.plainKeys();
        byte[] sealed = Rings.seal(cipher, random(4, 100));
        keys[32]++;
        assertThatThrownBy(() -> Rings.open(KeyRing.of(keys).fileCipher(), sealed))
                .isExactlyInstanceOf(AuthenticationException.class)
                .hasMessage(WRONG);
    }

    /// Whoever knows the size and stops there has not seen the proof, and must not have seen all of the plaintext.
    @Test
    void theEndIsHeldBackUntilTheMacHeld() throws IOException {
        for (int size = 1; size <= 100; size++) {
            byte[] plain = random(size, size);
            byte[] sealed = Rings.seal(cipher, plain);
            sealed[sealed.length - 1] ^= 1;
            InputStream in = cipher.decrypting(new ByteArrayInputStream(sealed));
            int released = 0;
            boolean refused = false;
            while (!refused && released < size) {
                try {
                    assertThat(in.read()).isEqualTo(plain[released] & 0xff);
                    released++;
                } catch (AuthenticationException _) {
                    refused = true;
                }
            }
            assertThat(refused)
                    .as("%d of %d bytes were given out", released, size)
                    .isTrue();
            assertThat(released).isEqualTo(Math.max(0, size - size % 16 - 16));
        }
    }

    @Test
    void aSealedFileIsReadWithoutItsEndBeingThere() throws IOException {
        byte[] plain = random(5, 100_000);
        byte[] sealed = Rings.seal(cipher, plain);
        // Ends in an error instead of in an end, as a connection does that breaks.
        InputStream broken = new InputStream() {
            private int at;

            @Override
            public int read() throws IOException {
                if (at == sealed.length - 1) {
                    throw new IOException("connection reset");
                }
                return sealed[at++] & 0xff;
            }

            // The inherited bulk read would hide the error behind a short count.
            @Override
            public int read(byte[] out, int offset, int length) throws IOException {
                int count = Math.min(length, sealed.length - 1 - at);
                if (count == 0) {
                    throw new IOException("connection reset");
                }
                System.arraycopy(sealed, at, out, offset, count);
                at += count;
                return count;
            }
        };
        InputStream in = cipher.decrypting(broken);
        assertThat(in.readNBytes(90_000)).isEqualTo(Arrays.copyOf(plain, 90_000));
        assertThatThrownBy(in::readAllBytes)
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("connection reset");
        assertThatThrownBy(in::readAllBytes).as("no end without proof").hasMessage("connection reset");
    }

    @Test
    void theEndStaysTheEnd() throws IOException {
        InputStream in = cipher.decrypting(new ByteArrayInputStream(Rings.seal(cipher, random(6, 10))));
        assertThat(in.readAllBytes()).hasSize(10);
        assertThat(in.read()).isEqualTo(-1);
        assertThat(in.read(new byte[5])).isEqualTo(-1);
        assertThat(in.read(new byte[0])).isZero();
    }

    @Test
    void readsOfNothingTouchNothing() throws IOException {
        InputStream in = cipher.decrypting(new ByteArrayInputStream(new byte[0]));
        assertThat(in.read(new byte[0])).isZero();
        assertThatThrownBy(() -> in.read(new byte[4], 2, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void bytesThatLookNegativeAreRead() throws IOException {
        InputStream in = cipher.decrypting(new ByteArrayInputStream(Rings.seal(cipher, new byte[] {-1, -128})));
        assertThat(in.read()).isEqualTo(255);
        assertThat(in.available()).isEqualTo(1);
        assertThat(in.read()).isEqualTo(128);
        assertThat(in.read()).isEqualTo(-1);
    }

    @Test
    void aClosedOpeningStreamGivesNothingAndLeavesTheSourceOpen() throws IOException {
        Counting source = new Counting(Rings.seal(cipher, random(7, 100)));
        InputStream in = cipher.decrypting(source);
        assertThat(in.read()).isNotNegative();
        in.close();
        in.close();
        assertThatThrownBy(in::read).isExactlyInstanceOf(IOException.class).hasMessage("the opening stream is closed");
        assertThat(in.available()).isZero();
        assertThatObject(in)
                .extracting("plain", InstanceOfAssertFactories.BYTE_ARRAY)
                .containsOnly(0);
        assertThat(source.closed).isZero();
    }

    /// By what is asked of the source at a time.
    @Test
    void theBufferGrowsOnlyWithASourceThatFillsIt() throws IOException {
        byte[] sealed = Rings.seal(cipher, random(9, 500_000));
        assertThat(largestRequest(sealed, Integer.MAX_VALUE))
                .isGreaterThan(32 * 1024)
                .isLessThanOrEqualTo(64 * 1024);
        assertThat(largestRequest(sealed, 100)).isLessThanOrEqualTo(2 * 1024);
    }

    private int largestRequest(byte[] sealed, int piece) throws IOException {
        AtomicInteger largest = new AtomicInteger();
        InputStream source = new ByteArrayInputStream(sealed) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                largest.accumulateAndGet(length, Math::max);
                return super.read(bytes, offset, Math.min(length, piece));
            }
        };
        cipher.decrypting(source).readAllBytes();
        return largest.get();
    }

    @Test
    void theSourceIsReadToItsEnd() throws IOException {
        Counting source = new Counting(Rings.seal(cipher, random(8, 1000)));
        cipher.decrypting(source).readAllBytes();
        assertThat(source.ended).isTrue();
    }

    @Test
    void anIvIsNeverUsedTwice() throws IOException {
        List<String> ivs = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            ivs.add(HexFormat.of().formatHex(Rings.seal(cipher, new byte[0]), 4, HEADER));
        }
        assertThat(ivs).doesNotHaveDuplicates().doesNotContain("00".repeat(16));
    }

    @Test
    void writesTheCoverageOfTheIvUnlessToldOtherwise() throws IOException {
        KeyRing ring = KeyRing.of(Rings.plainKeys());
        byte[] sealed = Rings.seal(ring.fileCipher(), random(9, 50));
        assertThat(Rings.open(ring.fileCipher(MacCoverage.IV), sealed)).hasSize(50);
    }

    @Test
    void aSmallFileReachesTheSinkInOnePiece() throws IOException {
        Pieces sink = new Pieces(Integer.MAX_VALUE);
        try (OutputStream out = cipher.encrypting(sink)) {
            out.write(random(10, 1500));
            out.write(7);
        }
        assertThat(sink.pieces).containsExactly((int) cipher.sealedSize(1501));
        assertThat(sink.closed).isZero();
    }

    @Test
    void aLargeFileReachesTheSinkInLargePiecesAndNoneTooLarge() throws IOException {
        Pieces sink = new Pieces(Integer.MAX_VALUE);
        try (OutputStream out = cipher.encrypting(sink)) {
            out.write(random(11, 1 << 20));
        }
        assertThat(sink.pieces).allMatch(piece -> piece <= 65536);
        assertThat(sink.pieces.size()).isBetween(17, 20);
    }

    @Test
    void flushPassesOnWholeBlocksOnly() throws IOException {
        Pieces sink = new Pieces(Integer.MAX_VALUE);
        OutputStream out = cipher.encrypting(sink);
        out.write(new byte[33]);
        out.flush();
        assertThat(sink.bytes.size()).isEqualTo(HEADER + 32);
        assertThat(sink.flushed).isEqualTo(1);
        out.close();
        assertThat(Rings.open(cipher, sink.bytes.toByteArray())).isEqualTo(new byte[33]);
    }

    @Test
    void aSealingStreamClosesOnceAndThenTakesNothing() throws IOException {
        Pieces sink = new Pieces(Integer.MAX_VALUE);
        OutputStream out = cipher.encrypting(sink);
        out.close();
        out.close();
        assertThat(sink.bytes.size()).isEqualTo(68);
        assertThatThrownBy(() -> out.write(1))
                .isInstanceOf(IOException.class)
                .hasMessage("the sealing stream is closed");
        assertThatThrownBy(out::flush).isInstanceOf(IOException.class).hasMessage("the sealing stream is closed");
        assertThat(sink.bytes.size()).isEqualTo(68);
    }

    @Test
    void afterTheSinkFailedNothingLooksComplete() throws IOException {
        Pieces sink = new Pieces(1);
        OutputStream out = cipher.encrypting(sink);
        assertThatThrownBy(() -> out.write(new byte[200_000])).hasMessage("disk full");
        int before = sink.bytes.size();
        String again = "the sealed file is incomplete: writing it failed before";
        assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class).hasMessage(again);
        assertThatThrownBy(out::flush).hasMessage(again);
        assertThatThrownBy(out::close).hasMessage(again);
        out.close();
        assertThat(sink.bytes.size()).isEqualTo(before);
    }

    @Test
    void aSinkThatFailsAtTheEndFailsTheClose() {
        OutputStream out = cipher.encrypting(new Pieces(0));
        assertThatThrownBy(out::close).hasMessage("disk full");
    }

    @Test
    void writesOutsideTheArrayAreRefused() {
        OutputStream out = cipher.encrypting(OutputStream.nullOutputStream());
        assertThatThrownBy(() -> out.write(new byte[4], 2, 3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void foreseesLargeSizes() {
        assertThat(cipher.sealedSize(0)).isEqualTo(68);
        assertThat(cipher.sealedSize(15)).isEqualTo(68);
        assertThat(cipher.sealedSize(16)).isEqualTo(84);
        assertThat(cipher.sealedSize(1L << 40)).isEqualTo((1L << 40) + 68);
        assertThat(cipher.sealedSize(Long.MAX_VALUE - 68)).isBetween(Long.MAX_VALUE - 15, Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 50})
    void refusesSizesThatNoFileHas(long size) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cipher.sealedSize(size))
                .withMessageContaining(Long.toString(size));
    }

    @Test
    void oneCipherServesManyThreads() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Future<Boolean>> same = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                byte[] plain = random(i, 20_000 + i);
                same.add(threads.submit(() -> Arrays.equals(plain, Rings.open(cipher, Rings.seal(cipher, plain)))));
            }
            for (Future<Boolean> each : same) {
                assertThat(each.get()).isTrue();
            }
        }
    }

    /// A sink that takes so many pieces.
    private static final class Pieces extends OutputStream {
        private final int room;
        private final List<Integer> pieces = new ArrayList<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int flushed;
        private int closed;

        Pieces(int room) {
            this.room = room;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] b, int offset, int length) throws IOException {
            if (pieces.size() == room) {
                throw new IOException("disk full");
            }
            pieces.add(length);
            bytes.write(b, offset, length);
        }

        @Override
        public void flush() {
            flushed++;
        }

        @Override
        public void close() {
            closed++;
        }
    }

    private static final class Counting extends ByteArrayInputStream {
        private int closed;
        private boolean ended;

        Counting(byte[] bytes) {
            super(bytes);
        }

        @Override
        public synchronized int read(byte[] b, int offset, int length) {
            int count = super.read(b, offset, length);
            ended |= count < 0;
            return count;
        }

        @Override
        public void close() {
            closed++;
        }
    }

    private static byte[] sealUnder(FileCipher cipher, String nonce, byte[] plain) throws IOException {
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        try (OutputStream out = cipher.encrypting(sealed, nonce.getBytes(StandardCharsets.UTF_8))) {
            out.write(plain);
        }
        return sealed.toByteArray();
    }

    @Test
    void theSameNonceAndBytesGiveTheSameSealedBytes() throws IOException {
        for (int size : new int[] {0, 1, 15, 16, 17, 100_000}) {
            byte[] plain = random(size, size);
            byte[] sealed = sealUnder(cipher, "1 version", plain);
            assertThat(sealUnder(KeyRing.of(Rings.plainKeys()).fileCipher(), "1 version", plain))
                    .isEqualTo(sealed);
            assertThat(sealed).hasSize((int) cipher.sealedSize(size));
            assertThat(Rings.open(cipher, sealed)).isEqualTo(plain);
        }
    }

    /// In Python: `hmac.new(key, b"holdfast sealed file iv" + sha256(b"1 version").digest(), sha256)`, where `key` is
    /// `bytes(range(32, 64))`.
    @Test
    void theIvIsTheFunctionOfTheNonceThatTheFormatNames() throws IOException {
        byte[] sealed = sealUnder(cipher, "1 version", new byte[0]);
        assertThat(HexFormat.of().formatHex(sealed, 4, 20)).isEqualTo("744d9a2af05d3f1b9c51c3e9f5888db7");
    }

    @Test
    void anotherNonceOrKeyOrNoneGivesOtherSealedBytes() throws IOException {
        byte[] plain = random(1, 1000);
        byte[] otherKeys = Rings.plainKeys();
        otherKeys[40] ^= 1;
        List<byte[]> sealed = List.of(
                sealUnder(cipher, "1 version", plain),
                sealUnder(cipher, "1 versioo", plain),
                sealUnder(cipher, "", plain),
                sealUnder(KeyRing.of(otherKeys).fileCipher(), "1 version", plain),
                Rings.seal(cipher, plain));
        assertThat(sealed.stream().map(bytes -> HexFormat.of().formatHex(bytes, 4, 20)))
                .doesNotHaveDuplicates();
        assertThat(sealed.stream().map(bytes -> HexFormat.of().formatHex(bytes, 20, 36)))
                .doesNotHaveDuplicates();
    }

    @Test
    void aClosedRingSealsUnderNoNonce() {
        KeyRing ring = KeyRing.of(Rings.plainKeys());
        FileCipher closed = ring.fileCipher();
        ring.close();
        assertThatThrownBy(() -> sealUnder(closed, "1 version", new byte[1])).isInstanceOf(IllegalStateException.class);
    }
}
