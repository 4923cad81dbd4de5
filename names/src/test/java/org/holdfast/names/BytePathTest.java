package org.holdfast.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BytePathTest {
    @ParameterizedTest
    @ValueSource(strings = {"/a", "a//b", "a/", "/", ".", "..", "a/./b", "a/../b", "../a", "a/..", "a\0b"})
    void refusesWhatCouldLeaveTheTree(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> BytePath.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"...", "..a", ".a", "a..", "a b", "a\nb", "-", "~", "*", "a\\b"})
    void acceptsOrdinaryOddNames(String text) {
        assertThat(BytePath.parse(text).text()).isEqualTo(text);
    }

    @Test
    void ordersSegmentBySegment() {
        List<BytePath> sorted = Stream.of("a-b", "a b", "a/b", "a", "a/b/c", "ab", "a/b-c", "B")
                .map(BytePath::parse)
                .sorted()
                .toList();
        assertThat(sorted.stream().map(BytePath::text))
                .containsExactly("B", "a", "a/b", "a/b/c", "a/b-c", "a b", "a-b", "ab");
    }

    @Test
    void bytesOrderAsUnsigned() {
        assertThat(BytePath.of(new byte[] {(byte) 0xff})).isGreaterThan(BytePath.parse("z"));
    }

    @Test
    void textIsLosslessForAnyBytes() {
        long seed = 20261120;
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(12)];
            random.nextBytes(bytes);
            assertThat(ByteText.encode(ByteText.decode(bytes)))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(bytes);
        }
    }

    @Test
    void invalidBytesBecomeOneSurrogateEach() {
        byte[] bytes = {'a', (byte) 0xff, (byte) 0xc3, (byte) 0xa9, (byte) 0xe2, (byte) 0x82, 'z'};
        BytePath path = BytePath.of(bytes);
        assertThat(path.text()).isEqualTo("a\udcff\u00e9\udce2\udc82z");
        assertThat(path.isUtf8()).isFalse();
        assertThat(path).hasToString("a\\xffé\\xe2\\x82z");
        assertThat(BytePath.parse(path.text())).isEqualTo(path);
    }

    @Test
    void printsOnOneLine() {
        assertThat(BytePath.parse("a\nb\\c\t\u001b[31m")).hasToString("a\\nb\\\\c\\t\\x1b[31m");
    }

    @Test
    void navigates() {
        BytePath path = BytePath.parse("a/bé/c");
        assertThat(path.name().text()).isEqualTo("c");
        assertThat(path.top().text()).isEqualTo("a");
        assertThat(path.top().top()).isEqualTo(path.top());
        assertThat(BytePath.ROOT.top()).isEqualTo(BytePath.ROOT);
        assertThat(path.parent().text()).isEqualTo("a/bé");
        assertThat(BytePath.parse("a").parent()).isEqualTo(BytePath.ROOT);
        assertThat(path.depth()).isEqualTo(3);
        assertThat(path.segments().stream().map(BytePath::text)).containsExactly("a", "bé", "c");
        assertThat(path.segmentBytes()).containsExactly(1, 3, 1);
        assertThat(path.name().segmentBytes()).containsExactly(1);
        assertThat(BytePath.ROOT.segmentBytes()).isEmpty();
        assertThat(path.below(BytePath.parse("a")).text()).isEqualTo("bé/c");
        assertThat(BytePath.parse("a").resolve("bé/c")).isEqualTo(path);
        assertThat(path.bytes()).isEqualTo("a/bé/c".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void startsWithKeepsToSegmentBorders() {
        assertThat(BytePath.parse("ab").startsWith(BytePath.parse("a"))).isFalse();
        assertThat(BytePath.parse("a/b").startsWith(BytePath.parse("a"))).isTrue();
        assertThat(BytePath.parse("a").startsWith(BytePath.parse("a"))).isTrue();
        assertThat(BytePath.parse("a").startsWith(BytePath.ROOT)).isTrue();
    }
}
