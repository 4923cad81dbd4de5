package org.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.holdfast.names.BytePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "*.jpg, data/a/b.jpg, true",
        "*.jpg, data/a/b.jpeg, false",
        "photos, data/photos/2024/a.jpg, true",
        "photos, data/myphotos/a.jpg, false",
        "data/photos, data/photos/a.jpg, true",
        "data/photos, data/photos-old/a.jpg, false",
        "data/*/a.jpg, data/x/a.jpg, true",
        "data/*/a.jpg, data/x/y/a.jpg, false",
        "data/**/a.jpg, data/x/y/a.jpg, true",
        "data/**/a.jpg, data/a.jpg, true",
        "data/**, data/x/y, true",
        "data/?.txt, data/é.txt, true",
        "data/?.txt, data/ab.txt, false",
        "data/[a-c].txt, data/b.txt, true",
        "data/[!a-c].txt, data/b.txt, false",
        "data/[!a-c].txt, data/d.txt, true",
        "'data/{a,b}.txt', data/b.txt, true",
        "'data/{a,b}.txt', data/c.txt, false",
        "'a,b', 'data/a,b', true",
        "a.b, data/axb, false",
        "data/\\*.txt, data/*.txt, true",
        "data/\\*.txt, data/a.txt, false",
        "/data/photos/, data/photos/x, true",
        "./data/photos, data/photos, true",
    })
    void matches(String pattern, String path, boolean expected) throws Exception {
        assertThat(Glob.of(pattern).matches(BytePath.parse(path))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a[", "a{b", "a\\", "[z-a]"})
    void refusesWhatIsNoPattern(String pattern) {
        assertThatThrownBy(() -> Glob.of(pattern))
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.failure()).isEqualTo(Failure.MISCONFIGURED));
    }

    @Test
    void matchesBytesThatAreNoText() throws Exception {
        assertThat(Glob.of("data/x\udcff*").matches(BytePath.parse("data/x\udcffy")))
                .isTrue();
        assertThat(Glob.of("data/?").matches(BytePath.parse("data/\udcff"))).isTrue();
        assertThat(Glob.of("data/a\nb").matches(BytePath.parse("data/a\nb"))).isTrue();
    }
}
