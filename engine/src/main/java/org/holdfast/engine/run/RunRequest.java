package org.holdfast.engine.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.config.AppConfig;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.SiteConfig;

/// What a run is to back up.
///
/// @param apps by id, in this order; empty: the automatic ones, and then the box
/// @param sites by name; empty: all. An app that is named goes to a site that is named even if its contents leave it
///     out; whatever is not named goes where it is included only
public record RunRequest(List<String> apps, Set<String> sites, Optional<String> label, Optional<Duration> preserve) {
    /// Stands for an app where it is the whole server that is backed up.
    public static final String BOX = "box";

    public RunRequest {
        apps = List.copyOf(apps);
        sites = Set.copyOf(sites);
    }

    boolean isOfAll() {
        return apps.isEmpty();
    }

    /// The apps that are backed up.
    ///
    /// @throws BackupException NOT_FOUND if there is no such app
    public List<AppConfig> chosen(Configuration configuration) throws BackupException {
        List<AppConfig> chosen = new ArrayList<>();
        for (String app : apps) {
            chosen.add(configuration.app(app));
        }
        if (isOfAll()) {
            configuration.apps().values().stream().filter(AppConfig::automatic).forEach(chosen::add);
        }
        return chosen;
    }

    /// Where an app goes.
    public List<SiteConfig> sitesOf(AppConfig app, Configuration configuration) {
        boolean anyway = !isOfAll() && !sites.isEmpty();
        return configuration.sites().values().stream()
                .filter(site -> sites.isEmpty() || sites.contains(site.name()))
                .filter(site -> anyway || site.contents().includes(app.id().value()))
                .toList();
    }
}
