package org.holdfast.engine.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionTest {
    private static final String NOON = "2026-11-20T12:00:00Z";

    @Test
    void ofFiveTakenTodayFourGo() {
        Table table = Table.utc(NOON).rows("""
            2026-11-20T01:00:00Z
            2026-11-20T02:00:00Z
            2026-11-20T03:00:00Z
            2026-11-20T04:00:00Z
            2026-11-20T05:00:00Z
            """);
        assertThat(table.judged("daily=7"))
                .containsExactly(
                        "2026-11-20T01:00:00Z goes: not the newest of 2026-11-20",
                        "2026-11-20T02:00:00Z goes: not the newest of 2026-11-20",
                        "2026-11-20T03:00:00Z goes: not the newest of 2026-11-20",
                        "2026-11-20T04:00:00Z goes: not the newest of 2026-11-20",
                        "2026-11-20T05:00:00Z kept: the newest one; newest of 2026-11-20 (daily 1 of 7)");
    }

    /// A removed app shows the bare policy: nothing is kept for being the newest.
    @Test
    void sevenDaysAreThisOneAndTheSixBefore() {
        Table table = Table.utc(NOON).rows("""
            2026-11-13T23:59:59Z removed-app=blog
            2026-11-14T00:00:00Z removed-app=blog
            2026-11-17T08:00:00Z removed-app=blog
            2026-11-20T00:00:00Z removed-app=blog
            """);
        assertThat(table.judged("daily=7"))
                .containsExactly(
                        "2026-11-13T23:59:59Z goes: older than the policy keeps",
                        "2026-11-14T00:00:00Z kept: newest of 2026-11-14 (daily 7 of 7)",
                        "2026-11-17T08:00:00Z kept: newest of 2026-11-17 (daily 4 of 7)",
                        "2026-11-20T00:00:00Z kept: newest of 2026-11-20 (daily 1 of 7)");
    }

    /// As days without a backup count, the backups of a removed app all go in the end.
    @Test
    void daysWithoutABackupCount() {
        String rows = """
            2026-11-01T03:00:00Z %1$s
            2026-11-03T03:00:00Z %1$s
            2026-11-05T03:00:00Z %1$s
            """;
        Table removed = Table.utc(NOON).rows(rows.formatted("removed-app=blog"));
        assertThat(removed.kept("daily=7 weekly=2")).isEmpty();
        assertThat(removed.kept("daily=7 weekly=3")).containsExactly("2026-11-05T03:00:00Z");
        Table installed = Table.utc(NOON).rows(rows.formatted("app=blog"));
        assertThat(installed.kept("daily=7 weekly=2")).containsExactly("2026-11-05T03:00:00Z");
    }

    @Test
    void everyRuleKeepsWhatItAsksForAndOneBackupMayMeetSeveral() {
        Table table = Table.utc(NOON).rows("""
            2025-06-30T03:00:00Z
            2025-12-31T03:00:00Z
            2026-09-30T03:00:00Z
            2026-10-30T03:00:00Z
            2026-10-31T03:00:00Z
            2026-11-14T03:00:00Z
            2026-11-15T03:00:00Z
            2026-11-18T03:00:00Z
            2026-11-19T11:00:00Z
            2026-11-19T13:00:00Z
            2026-11-20T03:00:00Z
            """);
        assertThat(table.judged("within=PT24H latest=2 daily=2 weekly=2 monthly=3 yearly=2"))
                .containsExactly(
                        "2025-06-30T03:00:00Z goes: not the newest of 2025",
                        "2025-12-31T03:00:00Z kept: newest of 2025 (yearly 2 of 2)",
                        "2026-09-30T03:00:00Z kept: newest of 2026-09 (monthly 3 of 3)",
                        "2026-10-30T03:00:00Z goes: not the newest of 2026-10, 2026",
                        "2026-10-31T03:00:00Z kept: newest of 2026-10 (monthly 2 of 3)",
                        "2026-11-14T03:00:00Z goes: not the newest of 2026-W46, 2026-11, 2026",
                        "2026-11-15T03:00:00Z kept: newest of 2026-W46 (weekly 2 of 2)",
                        "2026-11-18T03:00:00Z goes: not the newest of 2026-W47, 2026-11, 2026",
                        "2026-11-19T11:00:00Z goes: not the newest of 2026-11-19, 2026-W47, 2026-11, 2026",
                        "2026-11-19T13:00:00Z kept: latest 2 of 2; not older than 1 d;"
                                + " newest of 2026-11-19 (daily 2 of 2)",
                        "2026-11-20T03:00:00Z kept: the newest one; latest 1 of 2; not older than 1 d;"
                                + " newest of 2026-11-20 (daily 1 of 2); newest of 2026-W47 (weekly 1 of 2);"
                                + " newest of 2026-11 (monthly 1 of 3); newest of 2026 (yearly 1 of 2)");
    }

    @Test
    void daysAreThoseOfTheZone() {
        // In Auckland all three are of the 21st.
        String rows = """
            2026-11-20T11:00:00Z
            2026-11-20T23:00:00Z
            2026-11-21T01:00:00Z
            """;
        assertThat(new Table("Pacific/Auckland", "2026-11-21T02:00:00Z")
                        .rows(rows)
                        .kept("daily=7"))
                .containsExactly("2026-11-21T01:00:00Z");
        assertThat(Table.utc("2026-11-21T02:00:00Z").rows(rows).kept("daily=7"))
                .containsExactly("2026-11-20T23:00:00Z", "2026-11-21T01:00:00Z");
    }

    /// In Berlin, 2026-03-29 has 23 hours and 2026-10-25 has 25, in which 02:30 comes twice.
    @Test
    void daysOfDaylightSavingChanges() {
        Table spring = new Table("Europe/Berlin", "2026-03-30T00:30:00").rows("""
            2026-03-28T22:59:59Z removed-app=blog
            2026-03-28T23:00:00Z removed-app=blog
            2026-03-29T21:59:59Z removed-app=blog
            2026-03-29T22:00:00Z removed-app=blog
            """);
        assertThat(spring.judged("daily=3"))
                .containsExactly(
                        "2026-03-28T22:59:59Z kept: newest of 2026-03-28 (daily 3 of 3)",
                        "2026-03-28T23:00:00Z goes: not the newest of 2026-03-29",
                        "2026-03-29T21:59:59Z kept: newest of 2026-03-29 (daily 2 of 3)",
                        "2026-03-29T22:00:00Z kept: newest of 2026-03-30 (daily 1 of 3)");
        Table autumn = new Table("Europe/Berlin", "2026-10-26T00:00:00").rows("""
            2026-10-24T21:59:59Z removed-app=blog
            2026-10-25T00:30:00Z removed-app=blog
            2026-10-25T01:30:00Z removed-app=blog
            2026-10-25T22:59:59Z removed-app=blog
            """);
        assertThat(autumn.judged("daily=2"))
                .containsExactly(
                        "2026-10-24T21:59:59Z goes: older than the policy keeps",
                        "2026-10-25T00:30:00Z goes: not the newest of 2026-10-25",
                        "2026-10-25T01:30:00Z goes: not the newest of 2026-10-25",
                        "2026-10-25T22:59:59Z kept: newest of 2026-10-25 (daily 2 of 2)");
    }

    /// In Beirut and Santiago days have begun at 01:00.
    @Test
    void daysWithoutMidnight() {
        Table table = new Table("America/Santiago", "2026-09-06T12:00:00").rows("""
            2026-09-06T03:59:59Z removed-app=blog
            2026-09-06T04:00:00Z removed-app=blog
            """);
        assertThat(table.judged("daily=2"))
                .containsExactly(
                        "2026-09-06T03:59:59Z kept: newest of 2026-09-05 (daily 2 of 2)",
                        "2026-09-06T04:00:00Z kept: newest of 2026-09-06 (daily 1 of 2)");
    }

    /// 2026 has 53 ISO weeks, and the first days of 2027 belong to the last one.
    @Test
    void weeksAroundTheTurnOfAYear() {
        Table table = Table.utc("2027-01-05T12:00:00Z").rows("""
            2026-12-20T12:00:00Z removed-app=blog
            2026-12-21T12:00:00Z removed-app=blog
            2026-12-28T12:00:00Z removed-app=blog
            2027-01-03T12:00:00Z removed-app=blog
            2027-01-04T12:00:00Z removed-app=blog
            """);
        assertThat(table.judged("weekly=3"))
                .containsExactly(
                        "2026-12-20T12:00:00Z goes: older than the policy keeps",
                        "2026-12-21T12:00:00Z kept: newest of 2026-W52 (weekly 3 of 3)",
                        "2026-12-28T12:00:00Z goes: not the newest of 2026-W53",
                        "2027-01-03T12:00:00Z kept: newest of 2026-W53 (weekly 2 of 3)",
                        "2027-01-04T12:00:00Z kept: newest of 2027-W01 (weekly 1 of 3)");
    }

    @Test
    void leapDays() {
        Table table = Table.utc("2028-03-01T12:00:00Z").rows("""
            2027-02-28T12:00:00Z removed-app=blog
            2028-02-28T12:00:00Z removed-app=blog
            2028-02-29T12:00:00Z removed-app=blog
            """);
        assertThat(table.judged("daily=2 monthly=2 yearly=2"))
                .containsExactly(
                        "2027-02-28T12:00:00Z kept: newest of 2027 (yearly 2 of 2)",
                        "2028-02-28T12:00:00Z goes: not the newest of 2028-02, 2028",
                        "2028-02-29T12:00:00Z kept: newest of 2028-02-29 (daily 2 of 2);"
                                + " newest of 2028-02 (monthly 2 of 2); newest of 2028 (yearly 1 of 2)");
        // On a leap day, "the same day a year ago" does not exist.
        assertThat(Table.utc("2028-02-29T12:00:00Z")
                        .rows("2026-12-31T12:00:00Z removed-app=blog\n2027-01-01T00:00:00Z removed-app=blog")
                        .kept("yearly=2"))
                .containsExactly("2027-01-01T00:00:00Z");
    }

    @Test
    void severalWithinAMinuteAndAtTheSameMoment() {
        Table table = Table.utc(NOON).rows("""
            2026-11-20T03:00:00.001Z
            2026-11-20T03:00:00.002Z id=b
            2026-11-20T03:00:00.002Z id=a
            2026-11-20T03:00:59.999Z app=wiki
            """);
        assertThat(table.kept("daily=7")).containsExactly("b", "2026-11-20T03:00:59.999Z");
        assertThat(table.kept("latest=2")).containsExactly("b", "a", "2026-11-20T03:00:59.999Z");
    }

    /// Whoever set the clock right again finds nothing missing.
    @Test
    void whatIsDatedLaterThanNowStaysAndStandsForNoOther() {
        Table table = Table.utc(NOON).rows("""
            2026-11-19T03:00:00Z
            2026-11-20T03:00:00Z
            2026-11-20T12:00:01Z
            2031-01-01T00:00:00Z
            """);
        assertThat(table.judged("latest=1 daily=1"))
                .containsExactly(
                        "2026-11-19T03:00:00Z goes: older than the policy keeps",
                        "2026-11-20T03:00:00Z kept: the newest one; latest 1 of 1; newest of 2026-11-20 (daily 1 of 1)",
                        "2026-11-20T12:00:01Z kept: dated later than now; a clock was or is wrong",
                        "2031-01-01T00:00:00Z kept: dated later than now; a clock was or is wrong");
    }

    @Test
    void aClockThatWasSetBackRemovesNothing() {
        Table table = Table.utc("2001-01-01T00:00:00Z").rows("2026-11-19T03:00:00Z\n2026-11-20T03:00:00Z");
        assertThat(table.kept("daily=1")).hasSize(2);
    }

    @Test
    void theNewestOfWhatExistsStaysWhateverThePolicySays() {
        String rows = """
            2020-01-01T00:00:00Z app=blog
            2020-01-02T00:00:00Z app=blog
            2020-01-03T00:00:00Z app=wiki
            2020-01-04T00:00:00Z box
            2020-01-05T00:00:00Z box
            2020-01-06T00:00:00Z removed-app=old
            """;
        assertThat(Table.utc(NOON).rows(rows).judged("daily=7"))
                .containsExactly(
                        "2020-01-01T00:00:00Z goes: older than the policy keeps",
                        "2020-01-02T00:00:00Z kept: the newest one",
                        "2020-01-03T00:00:00Z kept: the newest one",
                        "2020-01-04T00:00:00Z goes: older than the policy keeps",
                        "2020-01-05T00:00:00Z kept: the newest one",
                        "2020-01-06T00:00:00Z goes: older than the policy keeps");
        assertThat(Table.utc(NOON).rows(rows).kept(""))
                .isEqualTo(Table.utc(NOON).rows(rows).kept("daily=7"));
    }

    @Test
    void anIncompleteOneIsNotTheLastGoodOneWhereThereIsABetter() {
        assertThat(Table.utc(NOON).rows("""
            2026-01-01T00:00:00Z
            2026-01-02T00:00:00Z
            2026-01-03T00:00:00Z incomplete
            2026-01-04T00:00:00Z incomplete
            """).judged("daily=1"))
                .containsExactly(
                        "2026-01-01T00:00:00Z goes: older than the policy keeps",
                        "2026-01-02T00:00:00Z kept: the newest complete one",
                        "2026-01-03T00:00:00Z goes: older than the policy keeps",
                        "2026-01-04T00:00:00Z kept: the newest one");
        assertThat(Table.utc(NOON).rows("""
            2026-01-03T00:00:00Z incomplete
            2026-01-04T00:00:00Z incomplete
            """).kept("daily=1")).containsExactly("2026-01-04T00:00:00Z");
    }

    @Test
    void pinnedStaysForEverAndPreservedUntilItsTime() {
        assertThat(Table.utc(NOON).rows("""
            2026-01-01T00:00:00Z pinned removed-app=old
            2026-01-02T00:00:00Z until=2026-11-20T12:00:01Z removed-app=old
            2026-01-03T00:00:00Z until=2026-11-20T12:00:00Z removed-app=old
            """).judged("daily=1"))
                .containsExactly(
                        "2026-01-01T00:00:00Z kept: pinned",
                        "2026-01-02T00:00:00Z kept: preserved until 2026-11-20T12:00:01Z",
                        "2026-01-03T00:00:00Z goes: older than the policy keeps");
    }

    @Test
    void whatAKeptServerBackupRefersToStays() {
        assertThat(Table.utc(NOON).rows("""
            2026-01-01T01:00:00Z id=a1
            2026-01-01T02:00:00Z id=w1 removed-app=wiki
            2026-01-01T03:00:00Z id=x1 removed-app=wiki unfinished
            2026-01-01T04:00:00Z id=box1 box=a1+w1+x1+gone pinned
            2026-01-02T01:00:00Z id=a2
            2026-01-02T02:00:00Z id=box2 box=a2
            2026-01-03T01:00:00Z id=a3
            2026-01-03T02:00:00Z id=box3 box=a3
            """).judged("daily=1"))
                .containsExactly(
                        "a1 kept: part of box1",
                        "w1 kept: part of box1",
                        "x1 goes: its run died before it was finished",
                        "box1 kept: pinned",
                        "a2 goes: older than the policy keeps",
                        "box2 goes: older than the policy keeps",
                        "a3 kept: the newest one; part of box3",
                        "box3 kept: the newest one");
    }

    @Test
    void whatIsNoBackupGoesUnlessItIsBeingMade() {
        assertThat(Table.utc(NOON).rows("""
            2026-11-20T01:00:00Z
            2026-11-20T02:00:00Z pinned unfinished
            2026-11-20T03:00:00Z pinned removing
            2026-11-20T04:00:00Z running
            2026-11-20T05:00:00Z id=r removed-app=wiki
            2026-11-20T06:00:00Z box=r running
            """).judged(""))
                .containsExactly(
                        "2026-11-20T01:00:00Z kept: the newest one",
                        "2026-11-20T02:00:00Z goes: its run died before it was finished",
                        "2026-11-20T03:00:00Z goes: its removal was interrupted",
                        "2026-11-20T04:00:00Z kept: still being made",
                        "r kept: part of 2026-11-20T06:00:00Z",
                        "2026-11-20T06:00:00Z kept: still being made");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theOrderOfTheRecordsDoesNotMatter(long seed) {
        List<Candidate> candidates = many(400);
        Retention retention = new Retention(
                Table.policy("within=PT36H latest=3 daily=7 weekly=4 monthly=12 yearly=3"),
                Instant.parse(NOON),
                ZoneOffset.UTC);
        Set<Verdict> expected = Set.copyOf(retention.judge(candidates));
        List<Candidate> shuffled = new ArrayList<>(candidates);
        Collections.shuffle(shuffled, new Random(seed));
        List<Verdict> judged = retention.judge(shuffled);
        assertThat(judged).extracting(Verdict::candidate).isEqualTo(shuffled);
        assertThat(Set.copyOf(judged)).isEqualTo(expected);
    }

    /// What was kept yesterday and is not yet older than the policy reaches is kept today: nothing is lost by cleaning
    /// up every day rather than once.
    @Test
    void cleaningUpEveryDayKeepsAsMuchAsCleaningUpOnce() {
        RetentionPolicy policy = Table.policy("daily=7 weekly=4 monthly=12 yearly=3");
        Instant start = Instant.parse("2024-01-01T03:00:00Z");
        List<Candidate> left = new ArrayList<>();
        List<Candidate> all = new ArrayList<>();
        for (int day = 0; day < 1000; day++) {
            Instant time = start.plus(Duration.ofDays(day));
            Candidate made = candidate("day" + day, time);
            all.add(made);
            left.add(made);
            left = kept(policy, left, time);
        }
        Instant now = start.plus(Duration.ofDays(999));
        assertThat(left).isEqualTo(kept(policy, all, now));
        assertThat(left).hasSizeBetween(20, 7 + 4 + 12 + 3);
    }

    private static List<Candidate> kept(RetentionPolicy policy, List<Candidate> candidates, Instant now) {
        return new ArrayList<>(new Retention(policy, now, ZoneOffset.UTC)
                .judge(candidates).stream()
                        .filter(verdict -> verdict instanceof Verdict.Kept)
                        .map(Verdict::candidate)
                        .toList());
    }

    private static Candidate candidate(String id, Instant time) {
        return new Candidate(
                id, Optional.of("blog"), true, time, Candidate.State.COMPLETE, false, Optional.empty(), List.of());
    }

    /// Every third one the server's, referring to the two before it.
    private static List<Candidate> many(int count) {
        List<Candidate> candidates = new ArrayList<>();
        Instant start = Instant.parse(NOON).minus(Duration.ofHours(count));
        for (int i = 0; i < count; i++) {
            Instant time = start.plus(Duration.ofHours(i));
            candidates.add(
                    i % 3 != 2
                            ? candidate("b" + i, time)
                            : new Candidate(
                                    "b" + i,
                                    Optional.empty(),
                                    true,
                                    time,
                                    Candidate.State.COMPLETE,
                                    false,
                                    Optional.empty(),
                                    List.of("b" + (i - 1), "b" + (i - 2))));
        }
        return candidates;
    }

    /// The day of a moment is the dearest step, and each backup needs it once.
    @Test
    void tenThousandBackupsAreNoWork() {
        AtomicLong days = new AtomicLong();
        Retention retention = new Retention(
                Table.policy("within=PT36H latest=3 daily=7 weekly=4 monthly=12 yearly=3"),
                Instant.parse(NOON),
                time -> {
                    days.incrementAndGet();
                    return LocalDate.ofInstant(time, ZoneOffset.UTC);
                });
        assertThat(retention.judge(many(10_000))).hasSize(10_000);
        assertThat(days).hasValue(10_001);
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest=-1", "daily=-1", "weekly=-1", "monthly=-1", "yearly=-1", "within=PT0S"})
    void nonsenseIsRefused(String policy) {
        assertThatThrownBy(() -> Table.policy(policy))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("keep");
    }
}
