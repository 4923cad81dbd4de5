package org.holdfast.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.engine.AppContent;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupRequest;
import org.holdfast.engine.Failure;
import org.holdfast.engine.StateDirectory;
import org.holdfast.engine.Vault;
import org.holdfast.engine.config.AppConfig;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.limits.Priority;
import org.holdfast.engine.lock.LockOwner;
import org.holdfast.engine.notify.Notifier;
import org.holdfast.engine.notify.NotifyTarget;
import org.holdfast.engine.notify.RunReport;
import org.holdfast.engine.run.NotifyTargets;
import org.holdfast.engine.run.RunRequest;
import org.holdfast.engine.run.ServerRun;

/// Backs up apps of the configuration: tells the user and whoever is to be notified.
///
/// @param allowWeakPassword whether a site's first password may be short
/// @param siteChanges whether a site may be elsewhere than it was
record ConfiguredRun(
        Host host, LoggedOptions options, PasswordOptions password, boolean allowWeakPassword, boolean siteChanges) {
    /// Makes the backups.
    ///
    /// @return the exit code, that of the worst result
    int run(RunRequest request) throws IOException {
        Configuration configuration = new Configurations(host, options).required();
        Stores stores = new Stores(host, options);
        StateDirectory state = stores.state();
        List<NotifyTarget> targets = new NotifyTargets(LockOwner.current().host()).of(configuration);
        RunView view = new RunView(host, options);
        for (String refusal : Priority.lower(nice(configuration))) {
            options.log().scope().warning(refusal);
        }
        RunReport report = run(configuration, state, stores).run(request, view);
        // A notification that fails changes no verdict.
        new Notifier(targets, state.root().resolve("failures.json"))
                .tell(report)
                .forEach(view::warning);
        view.end(report);
        return report.exitCode();
    }

    private ServerRun run(Configuration configuration, StateDirectory state, Stores stores) throws BackupException {
        return new ServerRun(
                LockOwner.current().host(),
                configuration,
                (site, access, progress) -> open(stores, configuration, site, access),
                state,
                host.environment().beginningWith(""),
                host.clock());
    }

    private BackupEngine open(Stores stores, Configuration configuration, SiteConfig site, Vault.Access access)
            throws BackupException {
        ChosenStore chosen = ChosenStore.of(configuration, site);
        if (access == Vault.Access.WRITE) {
            stores.requireInPlace(chosen, siteChanges);
        }
        PasswordSources sources = new PasswordSources(host, password, options.messages(host));
        return stores.open(chosen, access, stores.passwords(chosen, sources), allowWeakPassword);
    }

    /// A process has one priority: that of the site that asks for most.
    static int nice(Configuration configuration) {
        return configuration.sites().values().stream()
                .mapToInt(site -> site.limits().nice())
                .min()
                .orElse(0);
    }

    /// Shows what would be uploaded and removed. Runs no hook, so it knows of no dump.
    int preview(RunRequest request) throws IOException {
        Configuration configuration = new Configurations(host, options).required();
        List<Pair> pairs = pairs(configuration, request);
        if (options.json() && pairs.size() != 1) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "--dry-run --json shows one app on one site, and this is " + pairs.size(),
                    "name one app and one --site, or leave out --json");
        }
        Stores stores = new Stores(host, options);
        for (Pair pair : pairs) {
            preview(stores, configuration, pair, request);
        }
        return 0;
    }

    private record Pair(AppConfig app, SiteConfig site) {}

    private static List<Pair> pairs(Configuration configuration, RunRequest request) throws BackupException {
        List<Pair> pairs = new ArrayList<>();
        for (AppConfig app : request.chosen(configuration)) {
            request.sitesOf(app, configuration).forEach(site -> pairs.add(new Pair(app, site)));
        }
        return pairs;
    }

    private void preview(Stores stores, Configuration configuration, Pair pair, RunRequest request)
            throws BackupException {
        AppConfig app = pair.app;
        AppContent content =
                new AppContent(app.data(), app.exclude(), new TreeMap<>(app.directories()), Map.of(), Optional.empty());
        BackupRequest wanted = new BackupRequest(
                app.id(), content, app.version(), pair.site.format(), request.label(), request.preserve());
        try (BackupEngine engine = open(stores, configuration, pair.site, Vault.Access.PREVIEW)) {
            if (options.json()) {
                JsonPreview preview = new JsonPreview(new Results(host.output()).listing("changes"));
                engine.preview(wanted, preview);
                preview.end();
                return;
            }
            TextPreview preview = new TextPreview(host.output(), options.messages(host), options.verbose());
            host.output().result(app.id() + " to " + pair.site.name() + ":");
            engine.preview(wanted, preview);
            if (options.summaries()) {
                host.output().result(preview.summary());
            }
        }
    }
}
