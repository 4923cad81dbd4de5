package org.holdfast.engine.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.engine.BackupRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FreshBackupsTest {
    private static final Instant NOW = Instant.parse("2026-11-20T03:00:00Z");

    private static BackupRecord record(String app, Duration age, long lost, BackupRecord.State state) {
        Instant finished = NOW.minus(age);
        return new BackupRecord(
                1,
                "id",
                app,
                "1",
                state,
                "rsync",
                false,
                finished,
                finished,
                1,
                1,
                1,
                1,
                lost,
                0,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty());
    }

    private static Optional<Diagnosis> check(List<BackupRecord> records, Optional<Duration> interval) {
        return FreshBackups.check("blog", "disk", records, interval, NOW);
    }

    /// Hours between backups by the schedule, 0 for none, and the age in hours at which the newest is too old.
    @ParameterizedTest
    @CsvSource({"0, 48", "1, 48", "24, 48", "25, 50", "168, 336"})
    void aBackupMayBeTwiceAsOldAsTheScheduleWants(int hours, int limit) {
        Optional<Duration> interval = hours == 0 ? Optional.empty() : Optional.of(Duration.ofHours(hours));
        Duration age = Duration.ofHours(limit);
        BackupRecord.State normal = BackupRecord.State.NORMAL;
        assertThat(check(List.of(record("blog", age, 0, normal)), interval)).isEmpty();
        assertThat(check(List.of(record("blog", age.plusSeconds(1), 0, normal)), interval))
                .hasValueSatisfying(found -> {
                    assertThat(found.severity()).isEqualTo(Diagnosis.Severity.DANGER);
                    assertThat(found.what()).startsWith("the newest backup is ").endsWith(" old");
                    assertThat(found.where()).isEqualTo("blog on disk");
                    assertThat(found.cure()).contains("holdfast backup create blog --site disk");
                });
    }

    @Test
    void onlyWholeBackupsOfTheAppCount() {
        List<BackupRecord> records = new ArrayList<>();
        records.add(record("wiki", Duration.ZERO, 0, BackupRecord.State.NORMAL));
        records.add(record("blog", Duration.ZERO, 0, BackupRecord.State.CREATING));
        assertThat(check(records, Optional.empty()).orElseThrow().what()).isEqualTo("there is no backup");
        records.add(record("blog", Duration.ofHours(1), 2, BackupRecord.State.NORMAL));
        assertThat(check(records, Optional.empty()).orElseThrow().what())
                .isEqualTo("no backup holds everything; the newest lacks 2 files");
        records.add(record("blog", Duration.ofDays(5), 0, BackupRecord.State.NORMAL));
        assertThat(check(records, Optional.empty()).orElseThrow().what())
                .isEqualTo("the newest whole backup is 5 days old");
        records.add(record("blog", Duration.ofDays(1), 0, BackupRecord.State.NORMAL));
        assertThat(check(records, Optional.empty())).isEmpty();
    }

    @Test
    void aBackupOfTomorrowMeansAWrongClock() {
        assertThat(check(List.of(record("blog", Duration.ofHours(-3), 0, BackupRecord.State.NORMAL)), Optional.empty()))
                .hasValueSatisfying(found -> assertThat(found.cure()).contains("clock"));
        assertThat(check(
                        List.of(record("blog", Duration.ofMinutes(-3), 0, BackupRecord.State.NORMAL)),
                        Optional.empty()))
                .isEmpty();
    }

    @Test
    void aBackupIsToBeTriedNowAndThen() {
        assertThat(FreshBackups.verification("blog", "disk", Optional.empty(), FreshBackups.VERIFICATION_AGE, NOW)
                        .orElseThrow()
                        .what())
                .startsWith("no backup was ever tried");
        assertThat(FreshBackups.verification(
                                "blog",
                                "disk",
                                Optional.of(NOW.minus(Duration.ofDays(91))),
                                FreshBackups.VERIFICATION_AGE,
                                NOW)
                        .orElseThrow()
                        .what())
                .startsWith("it is 91 days since");
        assertThat(FreshBackups.verification(
                        "blog",
                        "disk",
                        Optional.of(NOW.minus(Duration.ofDays(90))),
                        FreshBackups.VERIFICATION_AGE,
                        NOW))
                .isEmpty();
    }
}
