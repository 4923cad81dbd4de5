package org.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Held against the JDK.
class TimestampTest {
    private static final long SEED = 20261129;

    @Test
    void timesAreWrittenAndReadAsTheJdkDoes() {
        Random random = new Random(SEED);
        long first = Instant.parse("0900-01-01T00:00:00Z").getEpochSecond();
        long last = Instant.parse("+10010-01-01T00:00:00Z").getEpochSecond();
        for (int i = 0; i < 20_000; i++) {
            int unit = List.of(1, 1000, 1_000_000, 100_000_000, 1_000_000_000).get(i % 5);
            long second = i % 2 == 0 ? random.nextLong(first, last) : random.nextLong(2_000_000_000);
            Instant time = Instant.ofEpochSecond(second, random.nextInt(1_000_000_000) / unit * (long) unit);
            assertThat(Timestamp.format(time)).as("seed %d", SEED).isEqualTo(time.toString());
            assertThat(Timestamp.parse(time.toString())).as("seed %d", SEED).isEqualTo(time);
        }
    }

    @Test
    void bordersAreWrittenAndReadAsTheJdkDoes() {
        for (String text : List.of(
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999999Z",
                "2024-02-29T23:59:59.000000001Z",
                "0999-12-31T23:59:59Z",
                "1000-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999Z")) {
            assertThat(Timestamp.format(Instant.parse(text))).isEqualTo(text);
            assertThat(Timestamp.parse(text)).isEqualTo(Instant.parse(text));
        }
        assertThat(Timestamp.format(Instant.MAX)).isEqualTo(Instant.MAX.toString());
        assertThat(Timestamp.parse(Instant.MIN.toString())).isEqualTo(Instant.MIN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-29T03:00:00.1Z",
                "2026-11-29T03:00:00.12345678Z",
                "2026-11-29T24:00:00Z",
                "2026-11-29T23:59:60Z",
                "2026-11-29T03:00:00+01:00",
                "2026-11-29t03:00:00z",
                "2026-11-29T03:00:00.Z"
            })
    void whatIsUnusualIsReadAsTheJdkDoes(String text) {
        assertThat(Timestamp.parse(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2026-11-29T03:00:00",
                "2026-11-29T03:00Z",
                "2026-11-29T03:00:00.1234567890Z",
                "2026-11-29T03:00:0aZ",
                "2026-11-29 03:00:00Z",
                "2026-11-29T03:60:00Z",
                "2026-11-29T25:00:00Z",
                "2026-13-29T03:00:00Z",
                "2026-02-29T03:00:00Z",
                "2026-11-00T03:00:00Z"
            })
    void whatIsNoTimeIsRefused(String text) {
        assertThatThrownBy(() -> Instant.parse(text)).isInstanceOf(DateTimeException.class);
        assertThatThrownBy(() -> Timestamp.parse(text)).isInstanceOf(DateTimeException.class);
    }
}
