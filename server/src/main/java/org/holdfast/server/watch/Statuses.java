package org.holdfast.server.watch;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.Standing;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.verify.Verification;
import org.holdfast.server.job.Jobs;
import org.holdfast.server.job.Jobs.Reason;
import org.holdfast.server.schedule.Scheduler;
import org.holdfast.server.schedule.Task;
import org.holdfast.server.schedule.TaskKind;
import org.holdfast.server.schedule.TaskState;
import org.holdfast.server.work.Catalogs;

/// How each site is, as far as is known without waiting. Thread-safe.
public final class Statuses {
    private static final int MOST_POINTS = 400;

    private final Configuration configuration;
    private final Catalogs catalogs;
    private final Scheduler scheduler;
    private final Jobs jobs;

    public Statuses(Configuration configuration, Catalogs catalogs, Scheduler scheduler, Jobs jobs) {
        this.configuration = configuration;
        this.catalogs = catalogs;
        this.scheduler = scheduler;
        this.jobs = jobs;
    }

    /// How a site is, in one word.
    public enum Light {
        GOOD,
        /// Somebody should look after it.
        WARNING,
        /// Backups fail, or cannot be trusted.
        BAD,
        /// Nobody has looked yet.
        UNKNOWN
    }

    /// How a site is.
    ///
    /// @param why one line for people
    /// @param hint what to do about it; may be empty
    public record Status(Light light, String why, String hint) {}

    public Status of(SiteConfig site) {
        Optional<Catalogs.Listing> listing = catalogs.known(site);
        if (listing.isEmpty()) {
            return new Status(Light.UNKNOWN, "not looked at yet", "");
        }
        if (listing.get().trouble().isPresent()) {
            BackupException trouble = listing.get().trouble().get();
            return new Status(Light.BAD, String.valueOf(trouble.getMessage()), trouble.hint());
        }
        List<BackupRecord> records = records(listing.get());
        Optional<BackupRecord> damaged =
                records.stream().filter(BackupRecord::isDamaged).findFirst();
        if (damaged.isPresent()) {
            return new Status(
                    Light.BAD,
                    damaged.get().id() + " is damaged",
                    "verify it with \"repair\", which may put it right; else back up anew");
        }
        for (TaskKind kind : TaskKind.values()) {
            Optional<TaskState> failing =
                    scheduler.find(new Task(site.name(), kind)).filter(state -> state.failures() > 0);
            if (failing.isPresent()) {
                String times = failing.get().failures() == 1
                        ? ""
                        : ", " + failing.get().failures() + " times in a row";
                Optional<Reason> why = jobs.lastFailure(new Task(site.name(), kind));
                return new Status(
                        kind == TaskKind.BACKUP ? Light.BAD : Light.WARNING,
                        "the last " + kind.id() + " failed" + times
                                + why.map(reason -> ": " + reason.message()).orElse(""),
                        why.map(Reason::hint).filter(hint -> !hint.isEmpty()).orElse("the log of that job says more"));
            }
        }
        if (records.isEmpty()) {
            return new Status(Light.WARNING, "there are no backups yet", "back up now, or give the site a schedule");
        }
        for (BackupRecord newest : newest(records).values()) {
            if (!newest.isComplete()) {
                return new Status(
                        Light.WARNING,
                        newest.id() + " is incomplete",
                        "the log of its job names the files that could not be read");
            }
        }
        return new Status(Light.GOOD, "all is well", "");
    }

    private static List<BackupRecord> records(Catalogs.Listing listing) {
        return listing.standings().stream().map(Standing::record).toList();
    }

    /// The newest backup of each app, by its id.
    static Map<String, BackupRecord> newest(List<BackupRecord> records) {
        Map<String, BackupRecord> newest = new LinkedHashMap<>();
        records.stream()
                .filter(record -> record.box().isEmpty())
                .forEach(record -> newest.merge(
                        record.app(), record, (one, other) -> one.finished().isAfter(other.finished()) ? one : other));
        return newest;
    }

    /// All that is known of a site, for programs.
    public Map<String, Object> members(SiteConfig site) {
        Status status = of(site);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("name", site.name());
        members.put("location", site.location().toString());
        members.put("format", site.format().id());
        members.put("encrypted", site.encryption().isPresent());
        members.put("light", org.holdfast.engine.view.Members.lower(status.light));
        members.put("why", status.why);
        members.put("hint", status.hint);
        members.put(
                "apps",
                configuration.apps().keySet().stream()
                        .filter(site.contents()::includes)
                        .toList());
        List<BackupRecord> records = catalogs.known(site).map(Statuses::records).orElse(List.of());
        members.put("backups", records.size());
        members.put("bytes", records.stream().mapToLong(Statuses::size).sum());
        records.stream()
                .map(BackupRecord::finished)
                .max(Comparator.naturalOrder())
                .ifPresent(time -> members.put("newest", time.toString()));
        catalogs.known(site)
                .ifPresent(listing -> members.put("looked", listing.at().toString()));
        members.put(
                "notices", catalogs.known(site).map(Catalogs.Listing::notices).orElse(List.of()));
        members.put("tasks", tasks(site));
        members.put("sizes", sizes(records));
        return members;
    }

    static long size(BackupRecord record) {
        return record.archiveBytes().orElse(record.bytes());
    }

    private List<Map<String, Object>> tasks(SiteConfig site) {
        List<Map<String, Object>> tasks = new ArrayList<>();
        for (TaskKind kind : TaskKind.values()) {
            Task task = new Task(site.name(), kind);
            scheduler.find(task).ifPresent(state -> {
                Map<String, Object> members = new LinkedHashMap<>();
                members.put("kind", kind.id());
                members.put("failures", state.failures());
                members.put("running", scheduler.isBegun(task));
                state.begun().ifPresent(time -> members.put("begun", time.toString()));
                state.ended().ifPresent(time -> members.put("ended", time.toString()));
                state.succeeded().ifPresent(time -> members.put("succeeded", time.toString()));
                scheduler.next(task).ifPresent(time -> members.put("next", time.toString()));
                tasks.add(members);
            });
        }
        return tasks;
    }

    /// After each backup, how large the newest backups of all apps were together.
    private static List<Map<String, Object>> sizes(List<BackupRecord> records) {
        Map<String, Long> newest = new HashMap<>();
        List<Map<String, Object>> points = new ArrayList<>();
        for (BackupRecord record : records) {
            if (record.box().isEmpty()) {
                newest.put(record.app(), record.bytes());
                long sum = newest.values().stream().mapToLong(Long::longValue).sum();
                points.add(Map.of("time", record.finished().toString(), "bytes", sum));
            }
        }
        return points.subList(Math.max(0, points.size() - MOST_POINTS), points.size());
    }

    /// What metrics are made of, for each app on each site.
    ///
    /// @param succeeded when the last whole backup was made
    /// @param verified when a backup was last verified
    record Fact(
            String site,
            String app,
            Optional<Instant> succeeded,
            Optional<Instant> verified,
            long backups,
            long bytes,
            long newestFiles,
            long newestBytes) {}

    /// As of when each site could last be listed; of one that never could there are none.
    List<Fact> facts() {
        List<Fact> facts = new ArrayList<>();
        for (SiteConfig site : configuration.sites().values()) {
            Optional<Catalogs.Listing> listing = catalogs.known(site).filter(Catalogs.Listing::seen);
            if (listing.isEmpty()) {
                // Nobody knows, which is not the same as none.
                continue;
            }
            List<BackupRecord> records = records(listing.get());
            for (String app : configuration.apps().keySet()) {
                if (site.contents().includes(app)) {
                    facts.add(fact(
                            site.name(),
                            app,
                            records.stream()
                                    .filter(record -> record.app().equals(app))
                                    .toList()));
                }
            }
        }
        return facts;
    }

    private static Fact fact(String site, String app, List<BackupRecord> records) {
        Optional<BackupRecord> newest = Optional.ofNullable(newest(records).get(app));
        return new Fact(
                site,
                app,
                records.stream()
                        .filter(BackupRecord::isComplete)
                        .map(BackupRecord::finished)
                        .max(Comparator.naturalOrder()),
                records.stream()
                        .flatMap(record -> record.verification().stream())
                        .map(Verification::at)
                        .max(Comparator.naturalOrder()),
                records.size(),
                records.stream().mapToLong(Statuses::size).sum(),
                newest.map(BackupRecord::files).orElse(0L),
                newest.map(BackupRecord::bytes).orElse(0L));
    }
}
