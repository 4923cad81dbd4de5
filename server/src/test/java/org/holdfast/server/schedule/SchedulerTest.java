package org.holdfast.server.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.holdfast.engine.config.ConfigurationReader;
import org.holdfast.engine.config.Schedule;
import org.holdfast.server.state.StateFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// By a clock that the test sets. Nights are at 03:00.
class SchedulerTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Task DISK = new Task("disk", TaskKind.BACKUP);
    private static final Task CLOUD = new Task("cloud", TaskKind.BACKUP);
    private static final Task CLEANUP = new Task("disk", TaskKind.CLEANUP);

    private @TempDir Path dir;
    private final List<List<Task>> begun = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-20T12:00:00Z");

    private Schedule schedule(String text) throws Exception {
        Path file = Files.writeString(
                dir.resolve("holdfast.yaml"), "sites:\n  a: { provider: noop, schedule: \"" + text + "\" }\n");
        return new ConfigurationReader(Map.of()).read(file).site("a").schedule().orElseThrow();
    }

    private Plan plan(Task task, String schedule, ZoneId zone, Duration jitter) throws Exception {
        return new Plan(task, schedule(schedule), zone, jitter, "server1");
    }

    private Scheduler scheduler(Plan... plans) {
        return new Scheduler(List.of(plans), new StateFile(dir.resolve("state/schedule.json")), () -> now, begun::add);
    }

    private Scheduler nightly() throws Exception {
        return scheduler(plan(DISK, "0 3 * * *", ZoneId.of("UTC"), Duration.ZERO));
    }

    private void at(String time) {
        now = Instant.parse(time);
    }

    @Test
    void beginsWhenItIsTimeAndNotBefore() throws Exception {
        Scheduler scheduler = nightly();
        assertThat(scheduler.tick()).contains(Instant.parse("2026-11-21T03:00:00Z"));
        at("2026-11-21T02:59:59Z");
        scheduler.tick();
        assertThat(begun).isEmpty();
        at("2026-11-21T03:00:00Z");
        assertThat(scheduler.tick()).isEmpty();
        assertThat(begun).containsExactly(List.of(DISK));
        scheduler.tick();
        assertThat(begun).hasSize(1);
        at("2026-11-21T03:20:00Z");
        scheduler.ended(DISK, TaskState.Ending.WELL);
        assertThat(scheduler.tick()).contains(Instant.parse("2026-11-22T03:00:00Z"));
    }

    @Test
    void makesUpOnceForAllThatWasMissed() throws Exception {
        nightly();
        at("2026-12-03T17:00:00Z");
        Scheduler later = nightly();
        later.tick();
        assertThat(begun).containsExactly(List.of(DISK));
        later.ended(DISK, TaskState.Ending.WELL);
        assertThat(later.tick()).contains(Instant.parse("2026-12-04T03:00:00Z"));
    }

    @Test
    void triesAgainSoonerThanTheIntervalAndNeverLater() throws Exception {
        Scheduler scheduler = nightly();
        at("2026-11-21T03:00:00Z");
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            scheduler.tick();
            assertThat(begun).hasSize(i + 1);
            scheduler.ended(DISK, TaskState.Ending.BADLY);
            Instant next = scheduler.tick().orElseThrow();
            pauses.add(Duration.between(now, next).toMinutes());
            now = next;
        }
        // 5 + 10 + … + 640 minutes after the first it is 00:15 of the next night, and the schedule comes before.
        assertThat(pauses)
                .startsWith(5L, 10L, 20L, 40L, 80L, 160L, 320L, 640L)
                .last()
                .isEqualTo(165L);
        assertThat(now).isEqualTo(Instant.parse("2026-11-22T03:00:00Z"));
        scheduler.tick();
        scheduler.ended(DISK, TaskState.Ending.WELL);
        assertThat(scheduler.tick()).contains(Instant.parse("2026-11-23T03:00:00Z"));
    }

    @Test
    void whatIsCutShortIsDueAtTheNextStartAndACrashAgainAndAgainIsNot() throws Exception {
        Scheduler scheduler = nightly();
        at("2026-11-21T03:00:00Z");
        scheduler.tick();
        scheduler.ended(DISK, TaskState.Ending.CUT_SHORT);
        at("2026-11-21T03:00:10Z");
        nightly().tick();
        assertThat(begun).hasSize(2);
        // That one died: at once, then after a pause.
        at("2026-11-21T03:00:20Z");
        nightly().tick();
        assertThat(begun).hasSize(3);
        at("2026-11-21T03:00:30Z");
        assertThat(nightly().tick()).contains(Instant.parse("2026-11-21T03:05:20Z"));
        assertThat(begun).hasSize(3);
    }

    @Test
    void backupsThatAreDueTogetherAreOneAndOthersAreNot() throws Exception {
        Scheduler scheduler = scheduler(
                plan(DISK, "0 3 * * *", BERLIN, Duration.ofMinutes(10)),
                plan(CLEANUP, "0 3 * * *", BERLIN, Duration.ofMinutes(10)),
                plan(CLOUD, "0 3 * * *", BERLIN, Duration.ofMinutes(10)));
        Instant next = scheduler.tick().orElseThrow();
        assertThat(next)
                .isBetween(Instant.parse("2026-11-21T02:00:00Z"), Instant.parse("2026-11-21T02:10:00Z"))
                .isNotEqualTo(Instant.parse("2026-11-21T02:00:00Z"));
        now = next;
        scheduler.tick();
        assertThat(begun).containsExactly(List.of(DISK, CLOUD), List.of(CLEANUP));
    }

    @Test
    void countsInItsTimeZoneThroughTheNightThatIsAnHourShort() throws Exception {
        at("2026-03-28T12:00:00Z");
        Scheduler scheduler = scheduler(plan(DISK, "30 2 * * *", BERLIN, Duration.ZERO));
        // There is no 02:30 on 29 March.
        Instant next = scheduler.tick().orElseThrow();
        assertThat(next).isBetween(Instant.parse("2026-03-29T01:00:00Z"), Instant.parse("2026-03-30T00:30:00Z"));
        now = next;
        scheduler.tick();
        assertThat(begun).hasSize(1);
    }

    @Test
    void aDelayIsATenthOfTheIntervalAtMost() throws Exception {
        Plan plan = plan(DISK, "*/10 * * * *", BERLIN, Duration.ofHours(1));
        Instant time = now;
        for (int i = 0; i < 50; i++) {
            Instant next = plan.next(time).orElseThrow();
            assertThat(Duration.between(time, next)).isLessThanOrEqualTo(Duration.ofMinutes(11));
            assertThat(next.getEpochSecond() % 600).isLessThan(60);
            time = next;
        }
    }

    @Test
    void aDamagedFileIsAsGoodAsNone() throws Exception {
        Files.createDirectories(dir.resolve("state"));
        Files.writeString(dir.resolve("state/schedule.json"), "{\"disk/backup\": {\"since\": \"yesterday\"}");
        assertThat(nightly().tick()).contains(Instant.parse("2026-11-21T03:00:00Z"));
        assertThat(dir.resolve("state/schedule.json.unreadable")).content().contains("yesterday");
        Files.writeString(dir.resolve("state/schedule.json"), "{\"disk/backup\": {\"since\": \"yesterday\"}}");
        assertThat(nightly().tick()).contains(Instant.parse("2026-11-21T03:00:00Z"));
    }

    @Test
    void aClockThatWasAheadPostponesNothing() throws Exception {
        at("2036-01-01T00:00:00Z");
        Scheduler ahead = nightly();
        ahead.tick();
        at("2036-01-01T03:00:00Z");
        ahead.tick();
        ahead.ended(DISK, TaskState.Ending.WELL);
        begun.clear();
        at("2026-11-21T01:00:00Z");
        Scheduler right = nightly();
        assertThat(right.tick()).contains(Instant.parse("2026-11-21T03:00:00Z"));
        at("2026-11-21T03:00:00Z");
        right.tick();
        assertThat(begun).containsExactly(List.of(DISK));
    }

    @Test
    void aFileThatCannotBeReadIsLaidAside() throws Exception {
        Files.createDirectories(dir.resolve("state/schedule.json"));
        Scheduler scheduler = nightly();
        assertThat(scheduler.problem()).isPresent();
        assertThat(dir.resolve("state/schedule.json")).isDirectory();
        at("2026-11-21T03:00:00Z");
        scheduler.tick();
        assertThat(scheduler.problem()).isEmpty();
        assertThat(dir.resolve("state/schedule.json.unreadable")).isDirectory();
        assertThat(dir.resolve("state/schedule.json")).isRegularFile();
    }
}
