package org.holdfast.format.gzip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ParallelGzipInputStreamTest {
    /// So that the tests of the native decompressor are none of the JDK's without anybody knowing.
    @Test
    void theNativeDecompressorIsLoadedWhereThereIsOne() {
        boolean there = Set.of("amd64", "x86_64").contains(System.getProperty("os.arch"))
                && !System.getProperty("os.name").startsWith("Windows");
        try (WholeInflater inflater = Outcome.FAST.open()) {
            assertThat(inflater.getClass().getSimpleName()).isEqualTo(there ? "Whole" : "Zlib");
        }
    }

    @ParameterizedTest
    @MethodSource("org.holdfast.format.gzip.Outcome#decompressors")
    void whatWasCompressedComesBack(Inflaters inflaters) throws IOException {
        byte[] plain = Inputs.mixture();
        for (Deflaters deflaters : List.of(Deflaters.fast(), Deflaters.ofLevel(1), Deflaters.ofLevel(9))) {
            byte[] compressed = Inputs.compressed(plain, deflaters, 2);
            for (int threads : List.of(1, 2, 4)) {
                Outcome outcome = Outcome.inParallel(compressed, inflaters, threads);
                assertThat(outcome.failure()).isNull();
                assertThat(outcome.content()).isEqualTo(plain);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.holdfast.format.gzip.Outcome#decompressors")
    void borderSizesComeBack(Inflaters inflaters) throws IOException {
        for (int base : List.of(0, 1 << 15, 1 << 16, Block.SIZE, 2 * Block.SIZE)) {
            for (int size = Math.max(0, base - 2); size <= base + 2; size++) {
                for (byte[] plain : List.of(Inputs.text(size), Inputs.noise(size), new byte[size])) {
                    Outcome outcome = Outcome.inParallel(Inputs.compressed(plain), inflaters, 2);
                    assertThat(outcome.failure()).isNull();
                    assertThat(outcome.content()).as("%d", size).isEqualTo(plain);
                }
            }
        }
    }

    /// All that compressors make of noise, text and nothing is decompressed at once, not again by the strict one.
    @Test
    void noMemberIsDecompressedTwice() throws IOException {
        WholeInflater inflater = Outcome.FAST.open();
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
                Inputs.sizedMember(Inputs.HELLO),
                Inputs.sizedMember(new byte[0]),
                Inputs.otherMember(text),
                Inputs.sizedMember(Inputs.HELLO),
                Inputs.otherMember(Inputs.HELLO));
        assertThat(Outcome.plain(members)).isEqualTo(Inputs.joined(Inputs.HELLO, text, Inputs.HELLO, Inputs.HELLO));
        assertThat(Outcome.plain(Inputs.otherMember(text))).isEqualTo(text);
        assertThat(Outcome.plain(Inputs.joined(Inputs.otherMember(new byte[0]), Inputs.otherMember(Inputs.HELLO))))
                .isEqualTo(Inputs.HELLO);
    }

    @Test
    void readsByteByByteFromSourcesThatDribble() throws IOException {
        byte[] plain = Inputs.joined(Inputs.text(5000), Inputs.HELLO);
        byte[] members = Inputs.joined(Inputs.sizedMember(Inputs.text(5000)), Inputs.otherMember(Inputs.HELLO));
        InputStream dribble = new FilterInputStream(new ByteArrayInputStream(members)) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return super.read(bytes, offset, Math.min(length, 1));
            }
        };
        try (InputStream in = new ParallelGzipInputStream(dribble, Outcome.FAST, 2)) {
            for (byte b : plain) {
                assertThat(in.read()).isEqualTo(b & 0xff);
            }
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void refusesImpossibleSettings() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ParallelGzipInputStream(InputStream.nullInputStream(), Outcome.FAST, 0).close());
    }
}
