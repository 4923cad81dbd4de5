package org.holdfast.engine.retention;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What is kept of some backups and what goes.
///
/// The rules of a policy are applied to the backups of each app by themselves, and to those of the server. Periods are
/// counted back from the present one, with or without a backup in them: "7 daily" covers today and the six days
/// before. So the backups of a removed app go in the end, and one that exists always has its newest backup, whatever
/// the policy says. One backup may meet several rules; none is kept twice for it. Where the newest one misses
/// something, the newest complete one is kept too.
///
/// Backups from the future are kept, and stand for no other: nobody knows how old they are. What a kept backup of the
/// server refers to is kept.
///
/// Pure; immutable.
public final class Retention {
    private final RetentionPolicy policy;
    private final Instant now;
    private final LocalDate today;
    private final Function<Instant, LocalDate> calendar;

    /// @param zone in which days, weeks, months and years begin
    public Retention(RetentionPolicy policy, Instant now, ZoneId zone) {
        this(policy, now, time -> LocalDate.ofInstant(time, zone));
    }

    /// @param calendar tells the day of a moment
    Retention(RetentionPolicy policy, Instant now, Function<Instant, LocalDate> calendar) {
        this.policy = policy;
        this.now = now;
        this.today = calendar.apply(now);
        this.calendar = calendar;
    }

    /// Judges all backups of a store, in any order.
    ///
    /// @return one verdict each, in the order of `candidates`
    public List<Verdict> judge(List<Candidate> candidates) {
        Map<String, Case> cases = new LinkedHashMap<>();
        Map<Optional<String>, List<Case>> groups = new LinkedHashMap<>();
        for (Candidate candidate : candidates) {
            Case one = new Case(candidate);
            cases.put(candidate.id(), one);
            groups.computeIfAbsent(candidate.app(), _ -> new ArrayList<>()).add(one);
        }
        groups.values().forEach(this::judgeGroup);
        cases.values().forEach(one -> one.keepParts(cases));
        return cases.values().stream().map(Case::verdict).toList();
    }

    private void judgeGroup(List<Case> group) {
        List<Case> newestFirst = new ArrayList<>();
        for (Case one : group) {
            one.keepForItself(now);
            if (one.candidate.isGood() && !one.candidate.time().isAfter(now)) {
                newestFirst.add(one);
            }
        }
        newestFirst.sort(Comparator.comparing((Case one) -> one.candidate.time())
                .thenComparing(one -> one.candidate.id())
                .reversed());
        keepNewest(newestFirst);
        keepLatest(newestFirst);
        for (Case one : newestFirst) {
            one.day = calendar.apply(one.candidate.time());
        }
        for (Period period : Period.values()) {
            keepPeriods(period, newestFirst);
        }
    }

    private static void keepNewest(List<Case> newestFirst) {
        if (newestFirst.isEmpty() || !newestFirst.getFirst().candidate.installed()) {
            return;
        }
        Case newest = newestFirst.getFirst();
        newest.reasons.add(new Reason.Newest());
        newestFirst.stream()
                .filter(one -> one.candidate.state() == Candidate.State.COMPLETE)
                .findFirst()
                .filter(complete -> complete != newest)
                .ifPresent(complete -> complete.reasons.add(new Reason.NewestComplete()));
    }

    private void keepLatest(List<Case> newestFirst) {
        int number = 0;
        for (Case one : newestFirst) {
            number++;
            if (number <= policy.keepLatest()) {
                one.reasons.add(new Reason.Latest(number, policy.keepLatest()));
            }
            policy.keepWithin()
                    .filter(period -> !one.candidate.time().isBefore(now.minus(period)))
                    .ifPresent(period -> one.reasons.add(new Reason.Within(period)));
        }
    }

    private void keepPeriods(Period period, List<Case> newestFirst) {
        int asked = policy.count(period);
        if (asked == 0) {
            return;
        }
        LocalDate last = LocalDate.MAX;
        for (Case one : newestFirst) {
            LocalDate first = period.first(one.day);
            long place = period.place(first, today);
            if (place > asked) {
                return;
            }
            if (first.equals(last)) {
                one.superseded.add(period.name(first));
            } else {
                one.reasons.add(new Reason.NewestOf(period.rule(), period.name(first), place, asked));
            }
            last = first;
        }
    }

    /// What is known of one backup so far. Confined to the call that judges it.
    private static final class Case {
        private final Candidate candidate;
        private final List<Reason> reasons = new ArrayList<>();
        private final List<String> superseded = new ArrayList<>();
        private LocalDate day = LocalDate.EPOCH;

        Case(Candidate candidate) {
            this.candidate = candidate;
        }

        void keepForItself(Instant now) {
            if (candidate.state() == Candidate.State.RUNNING) {
                reasons.add(new Reason.Running());
            }
            if (!candidate.isGood()) {
                return;
            }
            if (candidate.pinned()) {
                reasons.add(new Reason.Pinned());
            }
            candidate
                    .preserveUntil()
                    .filter(until -> until.isAfter(now))
                    .ifPresent(until -> reasons.add(new Reason.Preserved(until)));
            if (candidate.time().isAfter(now)) {
                reasons.add(new Reason.FromTheFuture());
            }
        }

        void keepParts(Map<String, Case> all) {
            if (candidate.app().isPresent() || reasons.isEmpty()) {
                return;
            }
            for (String id : candidate.refersTo()) {
                Case part = all.get(id);
                if (part != null && part.candidate.isGood()) {
                    part.reasons.add(new Reason.PartOf(candidate.id()));
                }
            }
        }

        Verdict verdict() {
            return reasons.isEmpty() ? new Verdict.Going(candidate, expiry()) : new Verdict.Kept(candidate, reasons);
        }

        private Expiry expiry() {
            return switch (candidate.state()) {
                case UNFINISHED, RUNNING -> new Expiry.NeverFinished();
                case HALF_REMOVED -> new Expiry.HalfRemoved();
                case COMPLETE, INCOMPLETE ->
                    superseded.isEmpty() ? new Expiry.TooOld() : new Expiry.Superseded(superseded);
            };
        }
    }
}
