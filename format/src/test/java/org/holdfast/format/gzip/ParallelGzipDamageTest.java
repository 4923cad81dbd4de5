package org.holdfast.format.gzip;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.zip.Deflater;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a [ParallelGzipInputStream] makes of data that is not what it should be, or of a decompressor that is not.
class ParallelGzipDamageTest {
    @Test
    void noCutLooksCompleteAndAllBeforeItComes() throws IOException {
        byte[] first = Inputs.sizedMember(Inputs.HELLO);
        byte[] second = Inputs.compressed(Inputs.joined(Inputs.text(700), Inputs.noise(100)));
        byte[] whole = Inputs.joined(first, second);
        for (int cut = 0; cut < whole.length; cut++) {
            if (cut != first.length) {
                byte[] part = Arrays.copyOf(whole, cut);
                Outcome outcome = Outcome.inParallel(part, Outcome.FAST, 2);
                assertThat(outcome.failure()).as("cut at %d", cut).isInstanceOf(EOFException.class);
                assertThat(outcome.text())
                        .as("cut at %d", cut)
                        .isEqualTo(Outcome.inTurn(part).text());
            }
        }
    }

    /// Of what the header says besides the size, only what makes it another member matters.
    @ParameterizedTest
    @MethodSource("org.holdfast.format.gzip.Outcome#decompressors")
    void noChangedBitPassesUnnoticed(Inflaters inflaters) throws IOException {
        byte[] plain = Inputs.joined(Inputs.text(300), Inputs.noise(50));
        byte[] whole = Inputs.joined(Inputs.compressed(plain), Inputs.sizedMember(Inputs.HELLO));
        byte[] expected = Inputs.joined(plain, Inputs.HELLO);
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] changed = Inputs.changed(whole, bit / 8, whole[bit / 8] ^ 1 << bit % 8);
            Outcome outcome = Outcome.inParallel(changed, inflaters, 1);
            if (outcome.failure() == null) {
                assertThat(outcome.content()).as("bit %d", bit).isEqualTo(expected);
            } else {
                assertThat(outcome.failure()).isInstanceOfAny(ZipException.class, EOFException.class);
            }
        }
    }

    @Test
    void aSizeThatIsWrongIsDamage() throws IOException {
        byte[] members = Inputs.joined(Inputs.sizedMember(Inputs.text(3000)), Inputs.sizedMember(Inputs.HELLO));
        int size = SizedMember.size(members);
        for (int wrong : new int[] {size - 100, size - 1, size + 1, size + 20}) {
            byte[] changed = members.clone();
            System.arraycopy(SizedMember.header(wrong - SizedMember.FRAME_BYTES), 0, changed, 0, 20);
            assertThat(Outcome.inParallel(changed, Outcome.FAST, 2).failure())
                    .as("%d instead of %d", wrong, size)
                    .isInstanceOfAny(ZipException.class, EOFException.class);
        }
    }

    /// As long as they stand there, memory cannot be made to grow by them.
    @Test
    void aSizeThatCannotBeIsNotBelieved() throws IOException {
        byte[] members = Inputs.joined(Inputs.sizedMember(Inputs.text(3000)), Inputs.sizedMember(Inputs.HELLO));
        for (int wrong : new int[] {Integer.MIN_VALUE, -1, 0, 28, 1 << 20, Integer.MAX_VALUE}) {
            byte[] changed = members.clone();
            System.arraycopy(SizedMember.header(wrong - SizedMember.FRAME_BYTES), 0, changed, 0, 20);
            assertThat(Outcome.plain(changed)).isEqualTo(Inputs.joined(Inputs.text(3000), Inputs.HELLO));
        }
    }

    /// A size of several members whose last trailer fits the first content.
    @ParameterizedTest
    @MethodSource("org.holdfast.format.gzip.Outcome#decompressors")
    void membersThatASizeHidesAreNotLost(Inflaters inflaters) throws IOException {
        byte[] hello = Inputs.sizedMember(Inputs.HELLO);
        byte[] changed = Inputs.joined(hello, hello, hello);
        System.arraycopy(SizedMember.header(2 * hello.length - SizedMember.FRAME_BYTES), 0, changed, 0, 20);
        assertThat(Outcome.inParallel(changed, inflaters, 1).content())
                .isEqualTo(Inputs.joined(Inputs.HELLO, Inputs.HELLO, Inputs.HELLO));
    }

    @ParameterizedTest
    @MethodSource("org.holdfast.format.gzip.Outcome#decompressors")
    void bytesBetweenDataAndTrailerAreNoPartOfAMember(Inflaters inflaters) throws IOException {
        byte[] text = Inputs.sizedMember(Inputs.text(3000));
        int deflated = text.length - SizedMember.FRAME_BYTES;
        byte[] padded = Inputs.joined(
                SizedMember.header(deflated + 9),
                Arrays.copyOfRange(text, SizedMember.HEADER_BYTES, text.length - SizedMember.TRAILER_BYTES),
                new byte[9],
                Arrays.copyOfRange(text, text.length - SizedMember.TRAILER_BYTES, text.length));
        assertThat(Outcome.inParallel(padded, inflaters, 1).failure()).isInstanceOf(ZipException.class);
    }

    /// Whatever the last block is marked as last by.
    @ParameterizedTest
    @MethodSource("org.holdfast.format.gzip.Outcome#decompressors")
    void dataWithoutALastBlockDoesNotEnd(Inflaters inflaters) throws IOException {
        byte[] stored = Inputs.sizedMember(Inputs.noise(100));
        byte[] changed = Inputs.changed(stored, SizedMember.HEADER_BYTES, 0);
        assertThat(Outcome.inParallel(changed, inflaters, 1).failure()).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("org.holdfast.format.gzip.Outcome#decompressors")
    void aMemberThatExpandsToMoreThanItMayIsRefused(Inflaters inflaters) throws IOException {
        for (int size : new int[] {Block.SIZE + 1, 50_000_000}) {
            byte[] compressed = new byte[1 << 17];
            try (Deflater deflater = new Deflater(9, true)) {
                int length = Block.deflate(deflater, new byte[size], size, compressed);
                byte[] bomb = Inputs.joined(
                        SizedMember.header(length),
                        Arrays.copyOf(compressed, length),
                        SizedMember.trailer(0, Block.SIZE));
                Outcome outcome = Outcome.inParallel(bomb, inflaters, 2);
                assertThat(outcome.content()).hasSizeLessThanOrEqualTo(Block.SIZE + 1);
                assertThat(outcome.failure())
                        .isInstanceOf(ZipException.class)
                        .hasMessage("damaged gzip data: a member is larger than it may be");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.holdfast.format.gzip.Outcome#decompressors")
    void damageIsToldAsIfReadInTurn(Inflaters inflaters) throws IOException {
        long seed = 20261129;
        Random random = new Random(seed);
        byte[] whole = Inputs.compressed(Inputs.joined(
                Inputs.text(300_000), Inputs.repeatedNoise(300_000), Inputs.noise(400_000), Inputs.text(9000)));
        for (int round = 0; round < 30; round++) {
            // Not in the first header; others are hit too seldom to matter.
            int at = SizedMember.HEADER_BYTES + random.nextInt(whole.length - SizedMember.HEADER_BYTES);
            byte[] changed = Inputs.changed(whole, at, whole[at] ^ (1 + random.nextInt(255)));
            Outcome outcome = Outcome.inParallel(changed, inflaters, 2);
            Outcome inTurn = Outcome.inTurn(changed);
            if (String.valueOf(outcome.failure()).contains("larger than it may be")) {
                // Damage may make a member of any size, which only a reader in turn follows.
                assertThat(inTurn.content()).startsWith(outcome.content());
                assertThat(inTurn.failure()).isNotNull();
            } else {
                assertThat(outcome.text()).as("seed %d round %d", seed, round).isEqualTo(inTurn.text());
            }
        }
    }

    @Test
    void anythingBehindTheLastMemberIsRefused() throws IOException {
        for (byte[] garbage : new byte[][] {{0}, new byte[512], {0x1f, 0}, "garbage".getBytes(US_ASCII)}) {
            Outcome outcome =
                    Outcome.inParallel(Inputs.joined(Inputs.sizedMember(Inputs.HELLO), garbage), Outcome.FAST, 2);
            assertThat(outcome.content()).isEqualTo(Inputs.HELLO);
            assertThat(outcome.failure()).hasMessage("no gzip data where a member should begin");
        }
    }

    /// What native code writes beyond its room would be other objects of the program.
    @ParameterizedTest
    @MethodSource("org.holdfast.format.gzip.Outcome#decompressors")
    void damagedDataNeverMakesADecompressorWriteBeyondItsRoom(Inflaters inflaters) throws IOException {
        long seed = 20261129;
        Random random = new Random(seed);
        // More than what ISA-L decodes into a buffer of its own.
        int length = 100_000;
        List<byte[]> members = List.of(
                Inputs.compressed(Inputs.text(length), Deflaters.fast(), 1),
                Inputs.compressed(Inputs.repeatedNoise(length), Deflaters.ofLevel(9), 1),
                Inputs.compressed(Inputs.repeatedNoise(length), Deflaters.fast(), 1),
                Inputs.compressed(new byte[length], Deflaters.fast(), 1),
                Inputs.compressed(Inputs.noise(length)));
        byte[] beyond = new byte[length + 1 + 4096];
        Arrays.fill(beyond, (byte) 0x5a);
        byte[] content = new byte[beyond.length];
        try (WholeInflater inflater = inflaters.open()) {
            for (int round = 0; round < 5_000; round++) {
                byte[] member = members.get(round % members.size());
                byte[] data = member.clone();
                for (int changes = random.nextInt(4); changes >= 0; changes--) {
                    int at = SizedMember.HEADER_BYTES + random.nextInt(member.length - SizedMember.FRAME_BYTES);
                    data[at] = (byte) random.nextInt();
                }
                Arrays.fill(content, (byte) 0x5a);
                // Sometimes as if it were larger or smaller than it is.
                int size = random.nextInt(3) == 0 ? random.nextInt(length) : length;
                inflater.inflate(
                        data, SizedMember.HEADER_BYTES, member.length - SizedMember.FRAME_BYTES, content, size);
                assertThat(Arrays.mismatch(content, size + 1, content.length, beyond, size + 1, content.length))
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(-1);
            }
        }
    }

    private static Inflaters always(BooleanSupplier answer) {
        return () -> new WholeInflater() {
            @Override
            public boolean inflate(byte[] data, int offset, int length, byte[] content, int size) {
                return answer.getAsBoolean();
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void whatADecompressorThrowsIsNoContent() throws IOException {
        Inflaters broken = always(() -> {
            throw new StackOverflowError("as bad as can be");
        });
        for (int threads : List.of(1, 2)) {
            Outcome outcome = Outcome.inParallel(Inputs.compressed(Inputs.text(9 * Block.SIZE)), broken, threads);
            assertThat(outcome.content()).isEmpty();
            assertThat(outcome.failure()).hasMessage("decompression failed");
        }
    }

    /// Native code is not believed: neither that all went well, nor that something is damaged.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatADecompressorSaysIsNotBelieved(boolean said) throws IOException {
        byte[] plain = Inputs.text(3 * Block.SIZE);
        assertThat(Outcome.inParallel(Inputs.compressed(plain), always(() -> said), 2)
                        .content())
                .isEqualTo(plain);
    }

    /// Also where the content is as it was, since other readers of gzip would find no end.
    @ParameterizedTest
    @MethodSource("org.holdfast.format.gzip.Outcome#decompressors")
    void noDamageNearTheEndOfTheDataPasses(Inflaters inflaters) throws IOException {
        for (byte[] plain : List.of(Inputs.text(3000), Inputs.noise(3000), new byte[3000], Inputs.text(60))) {
            for (Deflaters deflaters : List.of(Deflaters.fast(), Deflaters.ofLevel(1))) {
                byte[] whole = Inputs.compressed(plain, deflaters, 1);
                for (int at = whole.length - SizedMember.TRAILER_BYTES - 3;
                        at < whole.length - SizedMember.TRAILER_BYTES;
                        at++) {
                    for (int change : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 255}) {
                        byte[] changed = Inputs.changed(whole, at, whole[at] ^ change);
                        assertThat(Outcome.inParallel(changed, inflaters, 1).text())
                                .as("byte %d of %d, %d", at, whole.length, change)
                                .isEqualTo(Outcome.inTurn(changed).text());
                    }
                }
            }
        }
    }
}
