package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.backends.s3.TestSite.key;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KnownSumsTest {
    private final KnownSums sums = new KnownSums();

    private static String sum(int number) {
        byte[] bytes = Integer.toString(number).getBytes(StandardCharsets.US_ASCII);
        return Tag.hex(Tag.md5(bytes, bytes.length));
    }

    @Test
    void onlyOtherBytesContradictWhatIsKnown() {
        sums.note(key("a"), Optional.of(sum(1)));
        assertThat(sums.contradict(key("a"), sum(1))).isFalse();
        assertThat(sums.contradict(key("a"), sum(2))).isTrue();
        assertThat(sums.contradict(key("a"), sum(2) + "-2")).isFalse();
        assertThat(sums.contradict(key("b"), sum(2))).isFalse();
    }

    @Test
    void whatIsNoSumOfBytesMakesForget() {
        for (Optional<String> other : List.of(Optional.<String>empty(), Optional.of(sum(1) + "-2"))) {
            sums.note(key("a"), Optional.of(sum(1)));
            sums.note(key("a"), other);
            assertThat(sums.contradict(key("a"), sum(2))).isFalse();
        }
        sums.note(key("a"), Optional.of(sum(2)));
        assertThat(sums.contradict(key("a"), sum(1))).isTrue();
    }

    @Test
    void manyAreKnownAndMoreThanThatDoNoHarm() {
        int many = 600_000;
        for (int i = 0; i < many; i++) {
            sums.note(key("dir/file-" + i), Optional.of(sum(i)));
        }
        for (int i = 0; i < many; i++) {
            assertThat(sums.contradict(key("dir/file-" + i), sum(i))).isFalse();
        }
        for (int i = 0; i < 200_000; i++) {
            assertThat(sums.contradict(key("dir/file-" + i), sum(i + 1))).isTrue();
        }
    }
}
