package org.holdfast.engine.run;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Defect;
import org.holdfast.engine.Failure;
import org.holdfast.engine.StateDirectory;
import org.holdfast.engine.config.AppConfig;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.hooks.HookRunner;
import org.holdfast.engine.notify.RunReport;
import org.holdfast.engine.notify.RunReport.Result;
import org.holdfast.engine.notify.RunReport.Trouble;

/// Backs up apps of a configuration, one after the other, each to all its sites at once. What fails, fails alone.
/// Thread-safe.
public final class ServerRun {
    private final String host;
    private final Configuration configuration;
    private final SiteOpener opener;
    private final StateDirectory state;
    private final InstantSource clock;
    private final HookRunner hooks;

    /// @param host the name of this machine, for reports
    /// @param environment to take `PATH` and `HOME` of hooks from, lossless text
    public ServerRun(
            String host,
            Configuration configuration,
            SiteOpener opener,
            StateDirectory state,
            Map<String, String> environment,
            InstantSource clock) {
        this.host = host;
        this.configuration = configuration;
        this.opener = opener;
        this.state = state;
        this.clock = clock;
        this.hooks = new HookRunner(environment);
    }

    /// Runs to the end, whatever fails. What keeps it from its work as a whole is the report's trouble: NOT_FOUND if
    /// there is no such app or site, MISCONFIGURED if there is nothing to do, or what nobody foresaw.
    ///
    /// @throws BackupException INTERRUPTED if the thread was interrupted, after the hooks that clear up have run
    public RunReport run(RunRequest request, RunListener listener) throws BackupException {
        Instant begun = clock.instant();
        List<Result> results = new ArrayList<>();
        List<Result> boxes = new ArrayList<>();
        Optional<BackupException> trouble = Optional.empty();
        try {
            run(request, listener, begun, results, boxes);
        } catch (BackupException e) {
            if (e.failure() == Failure.INTERRUPTED) {
                throw e;
            }
            trouble = Optional.of(e);
        } catch (RuntimeException | Error e) {
            trouble = Optional.of(Defect.explain(e));
        }
        trouble.ifPresent(listener::trouble);
        return new RunReport(host, begun, clock.instant(), results, boxes, trouble.map(ServerRun::explained));
    }

    private static Trouble explained(BackupException e) {
        return new Trouble(String.valueOf(e.getMessage()), e.hint(), e.failure().exitCode());
    }

    /// @param results to be added to, as are `boxes`
    private void run(RunRequest request, RunListener listener, Instant begun, List<Result> results, List<Result> boxes)
            throws BackupException {
        List<AppConfig> apps = apps(request);
        Deadlines deadlines = Deadlines.begin(configuration.sites().values());
        try (OpenSites sites = new OpenSites(opener, listener)) {
            RunParts parts = new RunParts(sites, state, hooks, listener, clock, deadlines);
            for (AppConfig app : apps) {
                List<SiteConfig> where = request.sitesOf(app, configuration);
                if (request.isOfAll() && !app.automatic()) {
                    where.forEach(site -> results.add(
                            Result.skipped(app.id().value(), site.name(), "it is not backed up automatically")));
                } else if (!where.isEmpty()) {
                    results.addAll(new AppRun(parts, request, begun, app, where).run());
                }
            }
            if (request.isOfAll()) {
                boxes.addAll(new BoxRun(parts, request, begun, configuration).run(results));
            }
        }
    }

    private List<AppConfig> apps(RunRequest request) throws BackupException {
        for (String site : request.sites()) {
            configuration.site(site);
        }
        List<AppConfig> apps = new ArrayList<>();
        for (String app : request.apps()) {
            apps.add(configuration.app(app));
        }
        if (request.isOfAll()) {
            apps.addAll(configuration.apps().values());
        }
        if (apps.stream().allMatch(app -> request.sitesOf(app, configuration).isEmpty())) {
            throw nothingToDo(apps, request);
        }
        return apps;
    }

    /// No app goes anywhere. A site that is named takes apps that are named, whatever its contents are.
    private BackupException nothingToDo(List<AppConfig> apps, RunRequest request) {
        if (apps.isEmpty()) {
            return misconfigured(
                    configuration.file() + " has no apps",
                    "describe them under \"apps\", or back up a directory with \"holdfast backup create --source DIR"
                            + " --to URL\"");
        }
        if (configuration.sites().isEmpty()) {
            return misconfigured(configuration.file() + " has no sites", "describe one with \"holdfast site init\"");
        }
        return misconfigured(
                (request.sites().isEmpty() ? "no site" : "none of the sites named") + " takes "
                        + (apps.size() == 1 ? "app " + apps.getFirst().id() : "any of the apps"),
                "see the sites' contents in " + configuration.file() + ", or name "
                        + (request.isOfAll()
                                ? "apps and a site: holdfast backup create APP --site SITE"
                                : "a site with --site"));
    }

    private static BackupException misconfigured(String message, String hint) {
        return new BackupException(Failure.MISCONFIGURED, message, hint);
    }
}
