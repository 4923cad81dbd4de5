package org.holdfast.server.work;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.holdfast.engine.AppId;
import org.holdfast.engine.AppSetup;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.ClonedApp;
import org.holdfast.engine.ExportedBackup;
import org.holdfast.engine.ImportFinding;
import org.holdfast.engine.ImportRequest;
import org.holdfast.engine.RestorePlaces;
import org.holdfast.engine.RestoreRequest;
import org.holdfast.engine.RestoreSummary;
import org.holdfast.engine.config.AppConfig;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.run.ClonePlaces;
import org.holdfast.engine.view.Members;
import org.holdfast.server.job.JobKind;
import org.holdfast.server.job.JobListener;
import org.holdfast.server.job.JobOrder;
import org.holdfast.server.job.JobState;

/// Orders that lay what is in a backup into directories of this machine: only below those that are allowed, at which
/// they look once more before they write. Thread-safe.
public record RestoreOrders(Workshop shop, RestoreTargets targets) {
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
                    targets.still(request.places());
                    try (BackupEngine engine = shop.toRead(site, listener.progress("", site.name()))) {
                        BackupRecord record = engine.findReadable(backup, request.acceptDamaged());
                        RestoreSummary summary =
                                engine.restore(record, request.exactly(), listener.progress(record.app(), site.name()));
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
    /// @param exported what another server says of the backup, which must be so
    /// @param places where it goes
    /// @param version that is installed here, if somebody says
    public JobOrder importApp(
            SiteConfig site,
            String backup,
            Optional<ExportedBackup> exported,
            RestorePlaces places,
            Optional<String> version,
            boolean ignoreOwners) {
        return new JobOrder(
                JobKind.IMPORT, "import " + backup + " of " + site.name(), Set.of(site.name()), List.of(), listener -> {
                    targets.still(places);
                    try (BackupEngine engine = shop.toRead(site, listener.progress("", site.name()))) {
                        BackupRecord record = engine.findReadable(backup, false);
                        if (exported.isPresent()) {
                            exported.get().requireSame(record);
                        }
                        ImportRequest request =
                                new ImportRequest(places.exactly(), version, version.isEmpty(), ignoreOwners);
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
    /// @param places where it goes
    public JobOrder cloneApp(SiteConfig site, String backup, AppId id, RestorePlaces places, boolean ignoreOwners) {
        return new JobOrder(
                JobKind.CLONE,
                "clone " + backup + " of " + site.name() + " as " + id,
                Set.of(site.name()),
                List.of(),
                listener -> {
                    try (BackupEngine engine = shop.toRead(site, listener.progress("", site.name()))) {
                        BackupRecord record = engine.findReadable(backup, false);
                        return cloned(engine, site, record, id, places, ignoreOwners, listener);
                    }
                });
    }

    private JobOrder.Result cloned(
            BackupEngine engine,
            SiteConfig site,
            BackupRecord record,
            AppId id,
            RestorePlaces places,
            boolean ignoreOwners,
            JobListener listener)
            throws BackupException {
        ClonedApp clone = ClonedApp.of(AppId.of(record.app()), id);
        targets.still(places);
        Optional<AppConfig> original =
                Optional.ofNullable(shop.configuration().apps().get(record.app()));
        new ClonePlaces(site.location(), original).requireApart(places.all());
        ImportRequest request =
                new ImportRequest(places.exactly(), Optional.of(record.appVersion()), false, ignoreOwners);
        JobOrder.Result result =
                setUp(new AppSetup(engine, record, request), listener, site, Map.of("app", id.value()));
        clone.settle(places);
        return result;
    }
}
