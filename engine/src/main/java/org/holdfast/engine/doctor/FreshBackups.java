package org.holdfast.engine.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.doctor.Diagnosis.Severity;

/// Whether an app's backups on a site are as young as its schedule promises, and whether anybody ever tried one.
/// Stateless; thread-safe.
public final class FreshBackups {
    /// However often backups are made, nobody is woken up for a day without one.
    static final Duration LEAST_AGE = Duration.ofDays(2);

    /// How long the trial of a backup says something of later ones.
    public static final Duration VERIFICATION_AGE = Duration.ofDays(90);

    /// Clocks of two machines differ by less.
    private static final Duration SKEW = Duration.ofMinutes(15);

    private FreshBackups() {}

    /// Looks for a backup, whole, that is not older than twice the interval, or 48 hours.
    ///
    /// @param records of any app on the site, in any order
    /// @param interval between two backups by the schedule; empty if they are made by hand
    public static Optional<Diagnosis> check(
            String app, String site, List<BackupRecord> records, Optional<Duration> interval, Instant now) {
        Optional<BackupRecord> newest = newest(records, app, false);
        Optional<BackupRecord> newestWhole = newest(records, app, true);
        String where = app + " on " + site;
        String again = "holdfast backup create " + app + " --site " + site;
        if (newest.isEmpty()) {
            return danger("there is no backup", where, "make one: " + again);
        }
        if (newestWhole.isEmpty()) {
            return danger(
                    "no backup holds everything; the newest lacks " + lacks(newest.get()),
                    where,
                    "make the files readable that \"" + again + "\" names");
        }
        Instant made = newestWhole.get().finished();
        if (made.isAfter(now.plus(SKEW))) {
            return Optional.of(new Diagnosis(
                    Severity.WARNING,
                    "the newest backup is of " + made + ", which is yet to come; retention may keep the wrong ones",
                    where,
                    "set the clock of this machine, or of the one that made it"));
        }
        Duration limit = interval.map(it -> it.multipliedBy(2))
                .filter(it -> it.compareTo(LEAST_AGE) > 0)
                .orElse(LEAST_AGE);
        if (!made.isBefore(now.minus(limit))) {
            return Optional.empty();
        }
        String since =
                "the newest " + (newest.equals(newestWhole) ? "" : "whole ") + "backup is " + age(made, now) + " old";
        return danger(
                since,
                where,
                newest.equals(newestWhole)
                        ? "see in the log why there is no newer one, or run it by hand: " + again
                        : "make the files readable that \"" + again + "\" names");
    }

    /// Looks for a trial of a backup that is not older than `limit`.
    ///
    /// @param tried when a backup of the app was last restored or verified; empty if nobody knows of that
    public static Optional<Diagnosis> verification(
            String app, String site, Optional<Instant> tried, Duration limit, Instant now) {
        if (tried.isPresent() && !tried.get().isBefore(now.minus(limit))) {
            return Optional.empty();
        }
        String what = tried.map(when -> "it is " + age(when, now) + " since a backup was tried")
                .orElse("no backup was ever tried");
        return Optional.of(new Diagnosis(
                Severity.ADVICE,
                what + "; what cannot be restored is no backup",
                app + " on " + site,
                "read it: holdfast backup verify " + app + "@latest --site " + site
                        + " --read-data; better still, restore it: --drill instead"));
    }

    private static Optional<BackupRecord> newest(List<BackupRecord> records, String app, boolean whole) {
        return records.stream()
                .filter(record -> record.state() == BackupRecord.State.NORMAL)
                .filter(record -> record.app().equals(app))
                .filter(record -> !whole || record.lost() == 0)
                .max(Comparator.comparing(BackupRecord::finished));
    }

    private static String lacks(BackupRecord record) {
        return record.lost() + (record.lost() == 1 ? " file" : " files");
    }

    private static String age(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        return age.toDays() >= 3 ? age.toDays() + " days" : age.toHours() + " hours";
    }

    private static Optional<Diagnosis> danger(String what, String where, String cure) {
        return Optional.of(new Diagnosis(Severity.DANGER, what, where, cure));
    }
}
