package org.holdfast.engine.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.config.ConfigurationReader;
import org.holdfast.engine.config.Schedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackupIntervalTest {
    private static final ZonedDateTime MONDAY = ZonedDateTime.parse("2026-11-23T10:30:00Z");

    /// What somebody might forget: nights and weekends are pauses, too. A pause may be told short by six hours.
    private static final Duration STEP = Duration.ofHours(6);

    @TempDir
    Path temporary;

    private Schedule schedule(String text) throws IOException {
        Path file = temporary.resolve("holdfast.yaml");
        Files.writeString(file, "sites: { a: { provider: noop, schedule: '" + text + "' } }\n");
        return new ConfigurationReader(Map.of()).read(file).site("a").schedule().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "0 3 * * *, PT24H",
        "0 * * * *, PT1H",
        "0 3 * * 1, P7D",
        "0 3 * * 1-5, PT72H",
        "*/5 8-17 * * 1-5, PT62H5M",
        "0 3 1 * *, P31D",
        "0 3 1 1 *, P366D"
    })
    void theLongestPauseCounts(String text, Duration pause) throws Exception {
        assertThat(BackupInterval.of(schedule(text), MONDAY))
                .hasValueSatisfying(found -> assertThat(found).isBetween(pause.minus(STEP), pause));
    }

    @Test
    void aDayThatNeverComesHasNoInterval() throws Exception {
        assertThat(BackupInterval.of(schedule("0 3 31 2 *"), MONDAY)).isEqualTo(Optional.empty());
    }
}
