package org.holdfast.server.work;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.CleanupRequest;
import org.holdfast.engine.CopyOutcome;
import org.holdfast.engine.Failure;
import org.holdfast.engine.Json;
import org.holdfast.engine.Subject;
import org.holdfast.engine.Unlocked;
import org.holdfast.engine.VerifyRequest;
import org.holdfast.engine.config.AppConfig;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.limits.TimeLimit;
import org.holdfast.engine.notify.Notifier;
import org.holdfast.engine.notify.Outcome;
import org.holdfast.engine.notify.RunReport;
import org.holdfast.engine.run.NotifyTargets;
import org.holdfast.engine.run.OtherSites;
import org.holdfast.engine.run.RunRequest;
import org.holdfast.engine.run.ServerRun;
import org.holdfast.engine.verify.VerifyMode;
import org.holdfast.format.Progress;
import org.holdfast.server.job.JobKind;
import org.holdfast.server.job.JobListener;
import org.holdfast.server.job.JobOrder;
import org.holdfast.server.job.JobState;
import org.holdfast.server.schedule.Task;

/// Makes orders of what somebody wants. Whatever is wrong with it is said before anything begins. Thread-safe.
public final class Orders {
    private final Workshop shop;

    /// One for all runs: what it remembers of failures is theirs together.
    private final Notifier notifier;

    public Orders(Workshop shop) {
        this.shop = shop;
        this.notifier = new Notifier(
                new NotifyTargets(shop.host()).of(shop.configuration()),
                shop.state().root().resolve("failures.json"));
    }

    /// A backup of apps to sites.
    ///
    /// @param tasks of the schedule that it does
    public JobOrder backup(RunRequest request, List<Task> tasks) throws BackupException {
        for (String site : request.sites()) {
            shop.configuration().site(site);
        }
        Set<String> sites = new HashSet<>();
        for (AppConfig app : request.chosen(shop.configuration())) {
            request.sitesOf(app, shop.configuration()).forEach(site -> sites.add(site.name()));
        }
        if (sites.isEmpty()) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "there is nothing to back up: no site takes any of the apps",
                    "see apps and the contents of sites in "
                            + shop.configuration().file());
        }
        String what = request.apps().isEmpty() ? "all apps" : String.join(", ", request.apps());
        return new JobOrder(
                JobKind.BACKUP,
                "back up " + what + " to " + names(sites),
                sites,
                tasks,
                listener -> backup(request, listener));
    }

    private static String names(Set<String> names) {
        return names.stream().sorted().collect(Collectors.joining(", "));
    }

    private JobOrder.Result backup(RunRequest request, JobListener listener) throws BackupException {
        ServerRun run = new ServerRun(
                shop.host(), shop.configuration(), shop.opener(), shop.state(), shop.environment(), shop.clock());
        RunReport report = run.run(request, listener);
        notifier.tell(report).forEach(warning -> listener.warning("", warning));
        Set<String> failed = report.results().stream()
                .filter(result -> result.outcome().compareTo(Outcome.LOCKED) >= 0)
                .map(RunReport.Result::site)
                .collect(Collectors.toSet());
        JobState state =
                switch (report.outcome()) {
                    case OK, SKIPPED -> JobState.SUCCEEDED;
                    case INCOMPLETE -> JobState.INCOMPLETE;
                    case LOCKED, FAILED -> JobState.FAILED;
                };
        if (report.trouble().isPresent()) {
            failed.addAll(request.sites());
        }
        return new JobOrder.Result(state, message(report), hint(report), failed, Json.members(report));
    }

    /// With the first reason, which is that of the others most of the time.
    private static String message(RunReport report) {
        return report.trouble().isPresent()
                ? report.summary()
                : report.summary()
                        + worst(report).map(result -> ": " + result.message()).orElse("");
    }

    private static String hint(RunReport report) {
        return report.trouble()
                .map(RunReport.Trouble::hint)
                .or(() -> worst(report).map(RunReport.Result::hint))
                .orElse("");
    }

    private static Optional<RunReport.Result> worst(RunReport report) {
        return report.results().stream()
                .filter(result -> result.outcome().isFailure() && result.outcome() == report.outcome())
                .findFirst();
    }

    /// A cleanup of a site.
    public JobOrder cleanup(SiteConfig site, List<Task> tasks) {
        return new JobOrder(
                JobKind.CLEANUP,
                "clean up " + site.name(),
                Set.of(site.name()),
                tasks,
                listener -> inTime(site, () -> cleanup(site, listener)));
    }

    private JobOrder.Result cleanup(SiteConfig site, JobListener listener) throws BackupException {
        try (BackupEngine engine = shop.toChange(site, listener.progress("", site.name()))) {
            CleanupRequest request = new CleanupRequest(
                    CleanupRequest.DEFAULT_AGE,
                    false,
                    Optional.of(shop.configuration().rules(site)));
            CleanupReport report = new CleanupReport();
            engine.cleanUp(request, report, listener.progress("", site.name()));
            report.lines().forEach(line -> listener.note("", site.name(), line));
            return JobOrder.Result.of(report.summary(false), report.members());
        }
    }

    /// What a cleanup would do now. Changes nothing.
    public CleanupReport previewCleanup(SiteConfig site) throws BackupException {
        try (BackupEngine engine = shop.access().open(site)) {
            CleanupReport report = new CleanupReport();
            CleanupRequest request = new CleanupRequest(
                    CleanupRequest.DEFAULT_AGE,
                    true,
                    Optional.of(shop.configuration().rules(site)));
            engine.cleanUp(request, report, Progress.NONE);
            return report;
        }
    }

    /// A verification of backups of a site.
    ///
    /// @param backups none for all
    /// @param app only if no backup is named
    /// @param repair whether what is wrong is put right where that can be done
    public JobOrder verify(
            SiteConfig site,
            List<String> backups,
            Optional<String> app,
            VerifyMode mode,
            int percent,
            boolean repair,
            List<Task> tasks) {
        VerifyRequest request = new VerifyRequest(backups, app, mode, percent, Optional.empty());
        String what = backups.isEmpty()
                ? app.map(name -> "the backups of " + name).orElse("all backups")
                : String.join(", ", backups);
        return new JobOrder(
                JobKind.VERIFY,
                (repair ? "verify and repair " : "verify ") + what + " on " + site.name(),
                Set.of(site.name()),
                tasks,
                listener -> inTime(site, () -> verify(site, request, repair, listener)));
    }

    private JobOrder.Result verify(SiteConfig site, VerifyRequest request, boolean repair, JobListener listener)
            throws BackupException {
        VerifyReport report = new VerifyReport(site.name(), listener);
        Progress progress = listener.progress("", site.name());
        OtherSites others = new OtherSites(
                () -> Optional.of(shop.configuration()),
                site.location(),
                (_, other) -> shop.toRead(other, listener.progress("", other.name())),
                text -> listener.warning("", text));
        try (BackupEngine engine = shop.toChange(site, progress);
                others) {
            if (repair) {
                engine.repair(request, others, report, progress);
            } else {
                engine.verify(request, report, progress);
            }
        }
        return report.result();
    }

    /// Changes the record of a backup.
    @FunctionalInterface
    public interface Change {
        BackupRecord make(BackupEngine engine) throws BackupException;
    }

    /// Changes the record of a backup at once.
    ///
    /// @return from now on
    public BackupRecord change(SiteConfig site, Change change) throws BackupException {
        try (BackupEngine engine = shop.toChange(site, Progress.NONE)) {
            return change.make(engine);
        }
    }

    /// A copy of a backup to another site, under the same id and in the same format.
    public JobOrder copy(SiteConfig site, String backup, SiteConfig to) throws BackupException {
        if (site.name().equals(to.name())) {
            throw new BackupException(
                    Failure.MISCONFIGURED, backup + " is on " + to.name() + " already", "name another site");
        }
        return new JobOrder(
                JobKind.COPY,
                "copy " + backup + " of " + site.name() + " to " + to.name(),
                Set.of(site.name(), to.name()),
                List.of(),
                listener -> inTime(to, () -> copy(site, backup, to, listener)));
    }

    private JobOrder.Result copy(SiteConfig site, String backup, SiteConfig to, JobListener listener)
            throws BackupException {
        try (BackupEngine from = shop.toRead(site, listener.progress("", site.name()))) {
            BackupRecord record = from.findReadable(backup, false);
            // Only now: a store that does not exist is made when it is opened to be written to.
            try (BackupEngine into = shop.toWrite(to, listener.progress("", to.name()))) {
                CopyOutcome outcome =
                        from.copy(record, into, Optional.empty(), listener.progress(record.app(), to.name()));
                Map<String, Object> members = new LinkedHashMap<>();
                members.put("backup", record.id());
                members.put("existed", outcome.existed());
                return JobOrder.Result.of(
                        outcome.existed()
                                ? to.name() + " has " + record.id() + " already; nothing was copied"
                                : "copied " + record.id() + " to " + to.name(),
                        members);
            }
        }
    }

    /// The removal of a backup, for good.
    public JobOrder remove(SiteConfig site, String backup) {
        return new JobOrder(
                JobKind.REMOVE,
                "remove " + backup + " of " + site.name(),
                Set.of(site.name()),
                List.of(),
                listener -> inTime(site, () -> remove(site, backup, listener)));
    }

    private JobOrder.Result remove(SiteConfig site, String backup, JobListener listener) throws BackupException {
        try (BackupEngine engine = shop.toChange(site, listener.progress("", site.name()))) {
            BackupRecord record = engine.find(backup);
            List<BackupRecord> boxes = engine.boxesWith(record, listener.progress("", site.name()));
            engine.remove(record);
            boxes.forEach(box -> listener.warning(
                    record.app(),
                    record.id() + " was part of the server's backup " + box.id() + ", which brings no " + record.app()
                            + " back any more"));
            return JobOrder.Result.of(
                    "removed " + record.id(),
                    Map.of(
                            "removed",
                            record.id(),
                            "boxes",
                            boxes.stream().map(BackupRecord::id).toList()));
        }
    }

    /// What came of removing locks.
    ///
    /// @param kept why others stayed
    public record Unlocking(List<Unlocked> removed, List<String> kept) {}

    /// Removes, at once, the locks that runs left on a site when their machine was lost.
    ///
    /// @param subject whose; empty for all
    /// @param force whether also those of runs that may still live
    public Unlocking unlock(SiteConfig site, Optional<Subject> subject, boolean force) throws BackupException {
        List<Unlocked> removed = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        try (BackupEngine engine = shop.toChange(site, Progress.NONE)) {
            for (Subject one : subject.isEmpty() ? engine.locked() : List.of(subject.get())) {
                try {
                    engine.unlock(one, force).ifPresent(removed::add);
                } catch (BackupException e) {
                    if (e.failure() != Failure.LOCKED) {
                        throw e;
                    }
                    kept.add(String.valueOf(e.getMessage()));
                }
            }
        }
        return new Unlocking(removed, kept);
    }

    @FunctionalInterface
    private interface Timed {
        JobOrder.Result run() throws IOException;
    }

    private static JobOrder.Result inTime(SiteConfig site, Timed work) throws IOException {
        Duration limit = site.limits().timeout();
        return new TimeLimit(limit).run(work::run);
    }
}
