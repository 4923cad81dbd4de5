package org.holdfast.format.gzip;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelGzipInputStreamTest {
    private static final byte[] HELLO = "hello".getBytes(US_ASCII);

    /// What is used here, native where the build runs on x86-64.
    private static final Inflaters FAST = Inflaters.fast();

    static List<Inflaters> decompressors() {
        return List.of(FAST, Inflaters.portable());
    }

    /// So that the tests of the native decompressor are none of the JDK's without anybody knowing.
    @Test
    void theNativeDecompressorIsLoadedWhereThereIsOne() {
        boolean there = Set.of("amd64", "x86_64").contains(System.getProperty("os.arch"))
                && !System.getProperty("os.name").startsWith("Windows");
        try (WholeInflater inflater = FAST.open()) {
            assertThat(inflater.getClass().getSimpleName()).isEqualTo(there ? "Whole" : "Zlib");
        }
    }

    /// What came out, and what ended it.
    static final class Outcome {
        private final byte[] content;
        private final @Nullable IOException failure;

        Outcome(byte[] content, @Nullable IOException failure) {
            this.content = content;
            this.failure = failure;
        }

        static Outcome of(InputStream in) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            try {
                in.transferTo(content);
                return new Outcome(content.toByteArray(), null);
            } catch (IOException e) {
                return new Outcome(content.toByteArray(), e);
            }
        }

        static Outcome inParallel(byte[] compressed, Inflaters inflaters, int threads) {
            try (InputStream in =
                    new ParallelGzipInputStream(new ByteArrayInputStream(compressed), inflaters, threads)) {
                return of(in);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        static Outcome inTurn(byte[] compressed) {
            try (StrictGzipInputStream in = new StrictGzipInputStream(new ByteArrayInputStream(compressed))) {
                return of(in);
            }
        }

        byte[] content() {
            return content;
        }

        @Nullable
        IOException failure() {
            return failure;
        }

        String text() {
            return content.length + " bytes, " + Arrays.hashCode(content) + ", " + failure;
        }
    }

    private static byte[] plain(byte[] compressed) {
        Outcome outcome = Outcome.inParallel(compressed, FAST, 2);
        assertThat(outcome.failure).isNull();
        return outcome.content;
    }

    private static byte[] sizedMember(byte[] plain) throws IOException {
        byte[] member = Inputs.compressed(plain);
        assertThat(SizedMember.size(member)).isEqualTo(member.length);
        return member;
    }

    private static byte[] otherMember(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("decompressors")
    void whatWasCompressedComesBack(Inflaters inflaters) throws IOException {
        byte[] plain = Inputs.mixture();
        for (Deflaters deflaters : List.of(Deflaters.fast(), Deflaters.ofLevel(1), Deflaters.ofLevel(9))) {
            byte[] compressed = Inputs.compressed(plain, deflaters, 2);
            for (int threads : List.of(1, 2, 4)) {
                Outcome outcome = Outcome.inParallel(compressed, inflaters, threads);
                assertThat(outcome.failure).isNull();
                assertThat(outcome.content).isEqualTo(plain);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("decompressors")
    void borderSizesComeBack(Inflaters inflaters) throws IOException {
        for (int base : List.of(0, 1 << 15, 1 << 16, Block.SIZE, 2 * Block.SIZE)) {
            for (int size = Math.max(0, base - 2); size <= base + 2; size++) {
                for (byte[] plain : List.of(Inputs.text(size), Inputs.noise(size), new byte[size])) {
                    Outcome outcome = Outcome.inParallel(Inputs.compressed(plain), inflaters, 2);
                    assertThat(outcome.failure).isNull();
                    assertThat(outcome.content).as("%d", size).isEqualTo(plain);
                }
            }
        }
    }

    /// All that compressors make of noise, text and nothing is decompressed at once, not again by the strict one.
    @Test
    void noMemberIsDecompressedTwice() throws IOException {
        WholeInflater inflater = FAST.open();
        byte[] members = Inputs.compressed(Inputs.mixture());
        ByteArrayInputStream source = new ByteArrayInputStream(members);
        Member member = new Member();
        while (source.available() > 0) {
            assertThat(member.fill(source.readNBytes(SizedMember.HEADER_BYTES), source))
                    .isTrue();
            assertThat(member.isInflated(inflater)).isTrue();
        }
        inflater.close();
    }

    @Test
    void membersOfOthersAreReadToo() throws IOException {
        byte[] text = Inputs.text(600_000);
        byte[] members = Inputs.joined(
                sizedMember(HELLO),
                sizedMember(new byte[0]),
                otherMember(text),
                sizedMember(HELLO),
                otherMember(HELLO));
        assertThat(plain(members)).isEqualTo(Inputs.joined(HELLO, text, HELLO, HELLO));
        assertThat(plain(otherMember(text))).isEqualTo(text);
        assertThat(plain(Inputs.joined(otherMember(new byte[0]), otherMember(HELLO))))
                .isEqualTo(HELLO);
    }

    @Test
    void readsByteByByteFromSourcesThatDribble() throws IOException {
        byte[] plain = Inputs.joined(Inputs.text(5000), HELLO);
        byte[] members = Inputs.joined(sizedMember(Inputs.text(5000)), otherMember(HELLO));
        InputStream dribble = new FilterInputStream(new ByteArrayInputStream(members)) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return super.read(bytes, offset, Math.min(length, 1));
            }
        };
        try (InputStream in = new ParallelGzipInputStream(dribble, FAST, 2)) {
            for (byte b : plain) {
                assertThat(in.read()).isEqualTo(b & 0xff);
            }
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void noCutLooksCompleteAndAllBeforeItComes() throws IOException {
        byte[] first = sizedMember(HELLO);
        byte[] second = Inputs.compressed(Inputs.joined(Inputs.text(700), Inputs.noise(100)));
        byte[] whole = Inputs.joined(first, second);
        for (int cut = 0; cut < whole.length; cut++) {
            if (cut != first.length) {
                byte[] part = Arrays.copyOf(whole, cut);
                Outcome outcome = Outcome.inParallel(part, FAST, 2);
                assertThat(outcome.failure).as("cut at %d", cut).isInstanceOf(EOFException.class);
                assertThat(outcome.text())
                        .as("cut at %d", cut)
                        .isEqualTo(Outcome.inTurn(part).text());
            }
        }
    }

    /// Of what the header says besides the size, only what makes it another member matters.
    @ParameterizedTest
    @MethodSource("decompressors")
    void noChangedBitPassesUnnoticed(Inflaters inflaters) throws IOException {
        byte[] plain = Inputs.joined(Inputs.text(300), Inputs.noise(50));
        byte[] whole = Inputs.joined(Inputs.compressed(plain), sizedMember(HELLO));
        byte[] expected = Inputs.joined(plain, HELLO);
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] changed = Inputs.changed(whole, bit / 8, whole[bit / 8] ^ 1 << bit % 8);
            Outcome outcome = Outcome.inParallel(changed, inflaters, 1);
            if (outcome.failure == null) {
                assertThat(outcome.content).as("bit %d", bit).isEqualTo(expected);
            } else {
                assertThat(outcome.failure).isInstanceOfAny(ZipException.class, EOFException.class);
            }
        }
    }

    @Test
    void aSizeThatIsWrongIsDamage() throws IOException {
        byte[] members = Inputs.joined(sizedMember(Inputs.text(3000)), sizedMember(HELLO));
        int size = SizedMember.size(members);
        for (int wrong : new int[] {size - 100, size - 1, size + 1, size + 20}) {
            byte[] changed = members.clone();
            System.arraycopy(SizedMember.header(wrong - SizedMember.FRAME_BYTES), 0, changed, 0, 20);
            assertThat(Outcome.inParallel(changed, FAST, 2).failure)
                    .as("%d instead of %d", wrong, size)
                    .isInstanceOfAny(ZipException.class, EOFException.class);
        }
    }

    /// As long as they stand there, memory cannot be made to grow by them.
    @Test
    void aSizeThatCannotBeIsNotBelieved() throws IOException {
        byte[] members = Inputs.joined(sizedMember(Inputs.text(3000)), sizedMember(HELLO));
        for (int wrong : new int[] {Integer.MIN_VALUE, -1, 0, 28, 1 << 20, Integer.MAX_VALUE}) {
            byte[] changed = members.clone();
            System.arraycopy(SizedMember.header(wrong - SizedMember.FRAME_BYTES), 0, changed, 0, 20);
            assertThat(plain(changed)).isEqualTo(Inputs.joined(Inputs.text(3000), HELLO));
        }
    }

    /// A size of several members whose last trailer fits the first content.
    @ParameterizedTest
    @MethodSource("decompressors")
    void membersThatASizeHidesAreNotLost(Inflaters inflaters) throws IOException {
        byte[] hello = sizedMember(HELLO);
        byte[] changed = Inputs.joined(hello, hello, hello);
        System.arraycopy(SizedMember.header(2 * hello.length - SizedMember.FRAME_BYTES), 0, changed, 0, 20);
        assertThat(Outcome.inParallel(changed, inflaters, 1).content).isEqualTo(Inputs.joined(HELLO, HELLO, HELLO));
    }

    @ParameterizedTest
    @MethodSource("decompressors")
    void bytesBetweenDataAndTrailerAreNoPartOfAMember(Inflaters inflaters) throws IOException {
        byte[] text = sizedMember(Inputs.text(3000));
        int deflated = text.length - SizedMember.FRAME_BYTES;
        byte[] padded = Inputs.joined(
                SizedMember.header(deflated + 9),
                Arrays.copyOfRange(text, SizedMember.HEADER_BYTES, text.length - SizedMember.TRAILER_BYTES),
                new byte[9],
                Arrays.copyOfRange(text, text.length - SizedMember.TRAILER_BYTES, text.length));
        assertThat(Outcome.inParallel(padded, inflaters, 1).failure).isInstanceOf(ZipException.class);
    }

    /// Whatever the last block is marked as last by.
    @ParameterizedTest
    @MethodSource("decompressors")
    void dataWithoutALastBlockDoesNotEnd(Inflaters inflaters) throws IOException {
        byte[] stored = sizedMember(Inputs.noise(100));
        byte[] changed = Inputs.changed(stored, SizedMember.HEADER_BYTES, 0);
        assertThat(Outcome.inParallel(changed, inflaters, 1).failure).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("decompressors")
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
                assertThat(outcome.content).hasSizeLessThanOrEqualTo(Block.SIZE + 1);
                assertThat(outcome.failure)
                        .isInstanceOf(ZipException.class)
                        .hasMessage("damaged gzip data: a member is larger than it may be");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("decompressors")
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
            if (String.valueOf(outcome.failure).contains("larger than it may be")) {
                // Damage may make a member of any size, which only a reader in turn follows.
                assertThat(inTurn.content).startsWith(outcome.content);
                assertThat(inTurn.failure).isNotNull();
            } else {
                assertThat(outcome.text()).as("seed %d round %d", seed, round).isEqualTo(inTurn.text());
            }
        }
    }

    @Test
    void anythingBehindTheLastMemberIsRefused() throws IOException {
        for (byte[] garbage : new byte[][] {{0}, new byte[512], {0x1f, 0}, "garbage".getBytes(US_ASCII)}) {
            Outcome outcome = Outcome.inParallel(Inputs.joined(sizedMember(HELLO), garbage), FAST, 2);
            assertThat(outcome.content).isEqualTo(HELLO);
            assertThat(outcome.failure).hasMessage("no gzip data where a member should begin");
        }
    }

    /// Fails where its bytes end.
    private static InputStream failing(byte[] bytes, IOException why) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                int count = super.read(to, offset, length);
                if (count < 0) {
                    throw why;
                }
                return count;
            }
        };
    }

    @Test
    void aFailureOfTheSourceComesBehindWhatCameBeforeItAndAgain() throws IOException {
        byte[] sized = Inputs.compressed(Inputs.text(3 * Block.SIZE));
        byte[] other = otherMember(HELLO);
        IOException why = new IOException("not authentic");
        // A source that proves itself only at its end must be asked for it.
        for (byte[] bytes : List.of(sized, Inputs.joined(sized, other), Arrays.copyOf(sized, sized.length - 5))) {
            try (InputStream in = new ParallelGzipInputStream(failing(bytes, why), FAST, 2)) {
                Outcome outcome = Outcome.of(in);
                assertThat(outcome.content).isEqualTo(Outcome.inTurn(bytes).content);
                assertThat(outcome.failure).isSameAs(why);
                assertThatIOException().isThrownBy(in::read).isSameAs(why);
            }
        }
    }

    @Test
    void aFailureOfTheSourceIsToldEvenIfAMemberSaysThatItIsLonger() throws IOException {
        byte[] member = sizedMember(HELLO);
        System.arraycopy(SizedMember.header(member.length - SizedMember.FRAME_BYTES + 50), 0, member, 0, 20);
        IOException why = new IOException("not authentic");
        try (InputStream in = new ParallelGzipInputStream(failing(member, why), FAST, 2)) {
            Outcome outcome = Outcome.of(in);
            assertThat(outcome.content).isEqualTo(HELLO);
            assertThat(outcome.failure).isSameAs(why);
        }
    }

    @Test
    void leavesItsSourceOpen() throws IOException {
        InputStream source = new FilterInputStream(new ByteArrayInputStream(otherMember(HELLO))) {
            @Override
            public void close() {
                throw new AssertionError("closed");
            }
        };
        try (InputStream in = new ParallelGzipInputStream(source, FAST, 1)) {
            assertThat(in.readAllBytes()).isEqualTo(HELLO);
        }
    }

    @Test
    void keepsFailingOnceItFailed() throws IOException {
        byte[] member = sizedMember(HELLO);
        byte[] damaged = Inputs.joined(Inputs.changed(member, member.length - 5, 1), member);
        ParallelGzipInputStream in = new ParallelGzipInputStream(new ByteArrayInputStream(damaged), FAST, 1);
        assertThatExceptionOfType(ZipException.class).isThrownBy(in::readAllBytes);
        assertThatExceptionOfType(ZipException.class).isThrownBy(in::read);
        in.close();
        assertThatIOException().isThrownBy(in::read).withMessage("the stream is closed");
    }

    /// What native code writes beyond its room would be other objects of the program.
    @ParameterizedTest
    @MethodSource("decompressors")
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
            assertThat(outcome.content).isEmpty();
            assertThat(outcome.failure).hasMessage("decompression failed");
        }
    }

    /// Native code is not believed: neither that all went well, nor that something is damaged.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatADecompressorSaysIsNotBelieved(boolean said) throws IOException {
        byte[] plain = Inputs.text(3 * Block.SIZE);
        assertThat(Outcome.inParallel(Inputs.compressed(plain), always(() -> said), 2).content)
                .isEqualTo(plain);
    }

    /// Also where the content is as it was, since other readers of gzip would find no end.
    @ParameterizedTest
    @MethodSource("decompressors")
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

    @Test
    void refusesImpossibleSettings() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ParallelGzipInputStream(InputStream.nullInputStream(), FAST, 0).close());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void anInterruptStopsIt(int threads) throws IOException {
        byte[] compressed = Inputs.compressed(Inputs.text(20 * Block.SIZE));
        try (InputStream in = new ParallelGzipInputStream(new ByteArrayInputStream(compressed), FAST, threads)) {
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(in::readAllBytes);
            assertThat(Thread.interrupted()).isTrue();
            // What it would have given is lost.
            assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(in::read);
        }
    }

    @Test
    void itsThreadsEndWithIt() throws Exception {
        Set<Thread> before = threads();
        byte[] compressed = Inputs.joined(Inputs.compressed(Inputs.text(20 * Block.SIZE)), otherMember(HELLO));
        ParallelGzipInputStream whole = new ParallelGzipInputStream(new ByteArrayInputStream(compressed), FAST, 3);
        ParallelGzipInputStream part = new ParallelGzipInputStream(new ByteArrayInputStream(compressed), FAST, 3);
        assertThat(part.read()).isPositive();
        Set<Thread> started = threads();
        started.removeAll(before);
        assertThat(started).hasSize(4).allMatch(Thread::isDaemon);
        whole.readAllBytes();
        whole.close();
        part.close();
        started.addAll(threads());
        started.removeAll(before);
        for (Thread thread : started) {
            thread.join(60_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread ->
                        thread.getName().startsWith("gzip-") || thread.getName().equals("read-ahead"))
                .collect(Collectors.toSet());
    }

    @Test
    void readsNoFartherAheadThanItMay() throws IOException {
        byte[] compressed = Inputs.compressed(Inputs.noise(40 * Block.SIZE));
        ByteArrayInputStream source = new ByteArrayInputStream(compressed);
        try (InputStream in = new ParallelGzipInputStream(source, FAST, 2)) {
            assertThat(in.readNBytes(10 * Block.SIZE)).hasSize(10 * Block.SIZE);
            int members = (compressed.length - source.available()) / Block.SIZE;
            assertThat(members).isBetween(10, 16);
        }
    }
}
