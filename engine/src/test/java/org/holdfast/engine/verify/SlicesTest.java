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

    private static SliceCounts counts(List<BytePath> paths) {
        SliceCounts counts = new SliceCounts();
        paths.forEach(counts::add);
        return counts;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 10, 33, 50, 99, 100})
    void repeatedRunsReadEverythingAndAboutTheSameEachTime(int percent) {
        Set<BytePath> read = new HashSet<>();
        int next = 42;
        for (int runs = 0; runs * percent < 100; runs++) {
            Slices slices = counts(PATHS).choose(next, percent);
            List<BytePath> chosen = PATHS.stream().filter(slices::contain).toList();
            assertThat(chosen.size() * 100.0 / PATHS.size()).isBetween((double) percent, percent + 2.0);
            read.addAll(chosen);
            next = slices.next();
        }
        assertThat(read).hasSameSizeAs(PATHS);
    }

    @Test
    void ofFewFilesSomeAreReadEachTime() {
        List<BytePath> few = PATHS.subList(0, 5);
        Set<BytePath> read = new HashSet<>();
        int next = 0;
        for (int run = 0; run < 5; run++) {
            Slices slices = counts(few).choose(next, 20);
            List<BytePath> chosen = few.stream().filter(slices::contain).toList();
            assertThat(chosen).isNotEmpty();
            read.addAll(chosen);
            next = slices.next();
        }
        assertThat(read).hasSameSizeAs(few);
    }

    @Test
    void slicesThatFollowEachOtherShareNoFile() {
        List<BytePath> read = new ArrayList<>();
        int next = 0;
        for (int run = 0; run < 4; run++) {
            Slices slices = new Slices(next, 25);
            PATHS.stream().filter(slices::contain).forEach(read::add);
            next = slices.next();
        }
        assertThat(read).containsExactlyInAnyOrderElementsOf(PATHS);
    }

    @Test
    void whatARecordSaysMayBeAnything() {
        assertThat(counts(PATHS).choose(-1, 1).first()).isEqualTo(99);
        assertThat(counts(PATHS).choose(Integer.MAX_VALUE, 5).first()).isBetween(0, 99);
        assertThat(counts(List.of()).choose(7, 5).count()).isEqualTo(1);
        assertThatThrownBy(() -> new Slices(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Slices(100, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
