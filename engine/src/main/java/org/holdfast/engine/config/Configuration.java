package org.holdfast.engine.config;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.engine.StoreLocation;
import org.holdfast.engine.retention.RetentionRules;

/// A whole configuration, which holds together. Immutable.
///
/// @param file where it was read
/// @param sites by name, in the file's order; likewise `apps`
/// @param serve how `holdfast serve` listens
/// @param timeZone in which days are counted where a site does not say; empty: the machine's own
/// @param warnings what is not wrong and should be changed all the same, one line each
public record Configuration(
        Path file,
        Map<String, SiteConfig> sites,
        Map<String, AppConfig> apps,
        List<NotifyConfig> notifications,
        ServeConfig serve,
        Optional<ZoneId> timeZone,
        List<String> warnings) {
    public Configuration {
        sites = Collections.unmodifiableMap(new LinkedHashMap<>(sites));
        apps = Collections.unmodifiableMap(new LinkedHashMap<>(apps));
        notifications = List.copyOf(notifications);
        warnings = List.copyOf(warnings);
    }

    /// The site of that name.
    ///
    /// @throws BackupException NOT_FOUND if there is none
    public SiteConfig site(String name) throws BackupException {
        return found(sites, "site", name);
    }

    /// The app of that name.
    ///
    /// @throws BackupException NOT_FOUND if there is none
    public AppConfig app(String name) throws BackupException {
        return found(apps, "app", name);
    }

    /// The site that is meant when nobody names one.
    ///
    /// @throws BackupException MISCONFIGURED unless there is exactly one
    public SiteConfig onlySite() throws BackupException {
        if (sites.size() == 1) {
            return sites.values().iterator().next();
        }
        throw new BackupException(
                Failure.MISCONFIGURED,
                sites.isEmpty() ? file + " has no sites" : "which site? " + file + " has " + sites.size(),
                sites.isEmpty()
                        ? "\"holdfast site init\" adds one"
                        : "name one with --site: " + String.join(", ", sites.keySet()));
    }

    /// Everything in it that nobody else may see, for whoever writes texts that others read.
    public List<String> secrets() {
        Stream<String> keys = sites.values().stream()
                .map(SiteConfig::location)
                .flatMap(location -> location instanceof StoreLocation.Bucket bucket
                        ? bucket.settings().credentials().stream()
                        : Stream.empty())
                .flatMap(credentials ->
                        Stream.concat(Stream.of(credentials.secretAccessKey()), credentials.sessionToken().stream()));
        Stream<String> addresses = notifications.stream().flatMap(receiver -> switch (receiver) {
            case NotifyConfig.Email email ->
                Stream.ofNullable(email.smtp().getRawUserInfo()).map(user -> user.replaceFirst("^[^:]*:", ""));
            case NotifyConfig.Webhook hook -> Stream.of(hook.url().toString());
        });
        return Stream.concat(keys, addresses).toList();
    }

    /// In which days of a site are counted, and its schedules.
    public ZoneId zone(SiteConfig site) {
        return site.timeZone().or(this::timeZone).orElseGet(ZoneId::systemDefault);
    }

    /// Which backups of a site are kept.
    public RetentionRules rules(SiteConfig site) {
        // A configuration of sites alone, as one writes to look after another server's backups, knows of no app.
        Optional<Set<String>> installed = Optional.of(apps.keySet()).filter(names -> !names.isEmpty());
        return new RetentionRules(site.retention(), zone(site), installed);
    }

    /// The sites that an app goes to.
    public List<SiteConfig> sitesOf(String app) {
        return sites.values().stream()
                .filter(site -> site.contents().includes(app))
                .toList();
    }

    private <T> T found(Map<String, T> all, String kind, String name) throws BackupException {
        T it = all.get(name);
        if (it == null) {
            throw new BackupException(
                    Failure.NOT_FOUND, "there is no " + kind + " " + name + " in " + file, others(kind, name, all));
        }
        return it;
    }

    private static String others(String kind, String name, Map<String, ?> all) {
        Collection<String> names = all.keySet();
        return Spelling.nearest(name, names)
                .map(near -> "did you mean " + near + "?")
                .orElse(names.isEmpty() ? "there are no " + kind + "s" : "there is " + String.join(", ", names));
    }
}
