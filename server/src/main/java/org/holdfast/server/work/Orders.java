package org.holdfast.server.work;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.holdfast.engine.AppId;
import org.holdfast.engine.AppSetup;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.CleanupRequest;
import org.holdfast.engine.ClonedApp;
import org.holdfast.engine.Failure;
import org.holdfast.engine.ImportFinding;
import org.holdfast.engine.ImportRequest;
import org.holdfast.engine.Json;
import org.holdfast.engine.RestoreRequest;
import org.holdfast.engine.RestoreSummary;
import org.holdfast.engine.VerifyRequest;
import org.holdfast.engine.config.AppConfig;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.limits.TimeLimit;
import org.holdfast.engine.notify.Notifier;
import org.holdfast.engine.notify.Outcome;
import org.holdfast.engine.notify.RunReport;
import org.holdfast.engine.run.ClonePlaces;
import org.holdfast.engine.run.NotifyTargets;
import org.holdfast.engine.run.RunRequest;
import org.holdfast.engine.run.ServerRun;
import org.holdfast.engine.verify.VerifyMode;
import org.holdfast.engine.view.Members;
import org.holdfast.format.Progress;
import org.holdfast.server.job.JobKind;
import org.holdfast.server.job.JobListener;
import org.holdfast.server.job.JobOrder;
import org.holdfast.server.job.JobState;
import org.holdfast.server.schedule.Task;

/// Makes orders of what somebody wants. Whatever is wrong with it is said before anything begins. Thread-safe.
public final class Orders {
    private final Workshop shop;
    private final RestoreTargets targets;

    /// One for all runs: what it remembers of failures is theirs together.
    private final Notifier notifier;

    public Orders(Workshop shop) {
        this.shop = shop;
        this.targets = new RestoreTargets(shop.configuration().serve().restoreDirectories());
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
    public JobOrder verify(
            SiteConfig site,
            List<String> backups,
            Optional<String> app,
            VerifyMode mode,
            int percent,
            List<Task> tasks) {
        VerifyRequest request = new VerifyRequest(backups, app, mode, percent, Optional.empty());
        String what = backups.isEmpty()
                ? app.map(name -> "the backups of " + name).orElse("all backups")
                : String.join(", ", backups);
        return new JobOrder(
                JobKind.VERIFY,
                "verify " + what + " on " + site.name(),
                Set.of(site.name()),
                tasks,
                listener -> inTime(site, () -> verify(site, request, listener)));
    }

    private JobOrder.Result verify(SiteConfig site, VerifyRequest request, JobListener listener)
            throws BackupException {
        VerifyReport report = new VerifyReport(site.name(), listener);
        try (BackupEngine engine = shop.toChange(site, listener.progress("", site.name()))) {
            engine.verify(request, report, listener.progress("", site.name()));
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

    /// A restore of a backup.
    ///
    /// @param request with a target that is allowed
    public JobOrder restore(SiteConfig site, String backup, RestoreRequest request) {
        return new JobOrder(
                JobKind.RESTORE,
                "restore " + backup + " of " + site.name(),
                Set.of(site.name()),
                List.of(),
                listener -> {
                    targets.still(request.target());
                    try (BackupEngine engine = shop.toRead(site, listener.progress("", site.name()))) {
                        BackupRecord record = engine.findReadable(backup, request.acceptDamaged());
                        RestoreSummary summary =
                                engine.restore(record, request, listener.progress(record.app(), site.name()));
                        return restored(record, summary, listener, Map.of());
                    }
                });
    }

    private static JobOrder.Result restored(
            BackupRecord record, RestoreSummary summary, JobListener listener, Map<String, Object> more) {
        summary.notices().forEach(notice -> listener.warning(record.app(), notice));
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("backup", record.id());
        members.put("files", summary.files());
        members.put("bytes", summary.bytes());
        members.put("notices", summary.notices());
        members.put("lost", summary.lost());
        members.putAll(more);
        String message =
                "restored " + summary.files() + (summary.files() == 1 ? " file" : " files") + " of " + record.id();
        return summary.whole()
                ? JobOrder.Result.of(message, members)
                : new JobOrder.Result(
                        JobState.INCOMPLETE, message + "; " + summary.lost() + " lost", "", Set.of(), members);
    }

    /// Sets up an app from a backup of another server, after all checks.
    ///
    /// @param version that is installed here, if somebody says
    public JobOrder importApp(
            SiteConfig site, String backup, Path target, Optional<String> version, boolean ignoreOwners) {
        return new JobOrder(
                JobKind.IMPORT, "import " + backup + " of " + site.name(), Set.of(site.name()), List.of(), listener -> {
                    targets.still(target);
                    try (BackupEngine engine = shop.toRead(site, listener.progress("", site.name()))) {
                        BackupRecord record = engine.findReadable(backup, false);
                        ImportRequest request = new ImportRequest(
                                target, new TreeMap<>(), Optional.empty(), version, version.isEmpty(), ignoreOwners);
                        return setUp(new AppSetup(engine, record, request), listener, site, Map.of());
                    }
                });
    }

    private static JobOrder.Result setUp(
            AppSetup setup, JobListener listener, SiteConfig site, Map<String, Object> more) throws BackupException {
        List<ImportFinding> findings = setup.check();
        for (ImportFinding finding : findings) {
            if (finding.verdict() == ImportFinding.Verdict.WARNING) {
                listener.warning(setup.record().app(), finding.subject() + ": " + finding.text());
            }
        }
        RestoreSummary summary =
                setup.restore(findings, listener.progress(setup.record().app(), site.name()));
        Map<String, Object> members = new LinkedHashMap<>(more);
        members.put("checks", findings.stream().map(Members::of).toList());
        return restored(setup.record(), summary, listener, members);
    }

    /// Sets up an app a second time, under another id.
    ///
    /// @param dumps whether `config.json` and dumps are laid beside the target, in a directory with `.dumps` behind
    ///     its name
    public JobOrder cloneApp(
            SiteConfig site, String backup, AppId id, Path target, boolean dumps, boolean ignoreOwners) {
        return new JobOrder(
                JobKind.CLONE,
                "clone " + backup + " of " + site.name() + " as " + id,
                Set.of(site.name()),
                List.of(),
                listener -> {
                    try (BackupEngine engine = shop.toRead(site, listener.progress("", site.name()))) {
                        return cloned(
                                engine,
                                site,
                                engine.findReadable(backup, false),
                                id,
                                target,
                                dumps,
                                ignoreOwners,
                                listener);
                    }
                });
    }

    private JobOrder.Result cloned(
            BackupEngine engine,
            SiteConfig site,
            BackupRecord record,
            AppId id,
            Path target,
            boolean dumps,
            boolean ignoreOwners,
            JobListener listener)
            throws BackupException {
        ClonedApp clone = ClonedApp.of(AppId.of(record.app()), id);
        Optional<Path> dumpDirectory =
                dumps ? Optional.of(target.resolveSibling(target.getFileName() + ".dumps")) : Optional.empty();
        List<Path> made = new ArrayList<>(List.of(target));
        dumpDirectory.ifPresent(made::add);
        for (Path place : made) {
            targets.still(place);
        }
        Optional<AppConfig> original =
                Optional.ofNullable(shop.configuration().apps().get(record.app()));
        new ClonePlaces(site.location(), original).requireApart(made);
        SortedMap<String, Path> directories = new TreeMap<>();
        ImportRequest request = new ImportRequest(
                target, directories, dumpDirectory, Optional.of(record.appVersion()), false, ignoreOwners);
        JobOrder.Result result =
                setUp(new AppSetup(engine, record, request), listener, site, Map.of("app", id.value()));
        if (dumpDirectory.isPresent()) {
            clone.settle(dumpDirectory.get(), target, directories);
        }
        return result;
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
