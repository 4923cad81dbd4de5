package org.holdfast.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.holdfast.names.BytePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlicesTest {
    private static final List<BytePath> PATHS = IntStream.range(0, 10_000)
            .mapToObj(i -> BytePath.parse("data/directory" + i % 7 + "/file" + i))
            .toList();

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 10, 33, 50, 99, 100})
    void repeatedRunsReadEverythingAndAboutTheSameEachTime(int percent) {
        Set<BytePath> read = new HashSet<>();
        int next = 42;
        for (int runs = 0; runs * percent < 100; runs++) {
            Slices slices = Slices.of(next, percent);
            List<BytePath> chosen = PATHS.stream().filter(slices::contain).toList();
            assertThat((double) chosen.size() / PATHS.size() * 100).isBetween(percent * 0.7 - 1, percent * 1.3 + 1);
            read.addAll(chosen);
            next = slices.next();
        }
        assertThat(read).hasSameSizeAs(PATHS);
    }

    @Test
    void slicesThatFollowEachOtherShareNoFile() {
        List<BytePath> read = new ArrayList<>();
        int next = 0;
        for (int run = 0; run < 4; run++) {
            Slices slices = Slices.of(next, 25);
            PATHS.stream().filter(slices::contain).forEach(read::add);
            next = slices.next();
        }
        assertThat(read).containsExactlyInAnyOrderElementsOf(PATHS);
    }

    @Test
    void whatARecordSaysMayBeAnything() {
        assertThat(Slices.of(-1, 5)).isEqualTo(new Slices(99, 5));
        assertThat(Slices.of(Integer.MAX_VALUE, 5).first()).isBetween(0, 99);
        assertThatThrownBy(() -> Slices.of(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Slices.of(0, 101)).isInstanceOf(IllegalArgumentException.class);
    }
}
