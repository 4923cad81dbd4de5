package org.holdfast.engine.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.holdfast.crypto.MacCoverage;
import org.holdfast.engine.Compression;
import org.holdfast.engine.retention.RetentionPolicy;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/// A configuration as maps, lists and values that name the same keys as the file, for people and scripts: what is in
/// effect, defaults included, secrets masked. Immutable.
public final class ConfigurationView {
    static final String MASK = "********";

    private final Configuration configuration;

    public ConfigurationView(Configuration configuration) {
        this.configuration = configuration;
    }

    /// All of it.
    public Map<String, Object> all() {
        Map<String, Object> all = new LinkedHashMap<>();
        configuration.timeZone().map(ZoneId::getId).ifPresent(zone -> all.put("timeZone", zone));
        Map<String, Object> sites = new LinkedHashMap<>();
        configuration.sites().forEach((name, site) -> sites.put(name, site(site)));
        all.put("sites", sites);
        Map<String, Object> apps = new LinkedHashMap<>();
        configuration.apps().forEach((name, app) -> apps.put(name, app(app)));
        all.put("apps", apps);
        all.put(
                "notify",
                configuration.notifications().stream()
                        .map(ConfigurationView::receiver)
                        .toList());
        all.put("serve", serve(configuration.serve()));
        return all;
    }

    /// One site.
    public Map<String, Object> site(SiteConfig site) {
        Map<String, Object> view = new LinkedHashMap<>(LocationView.of(site.location()));
        view.put("format", site.format().id());
        view.put("compression", compression(site.compression()));
        site.encryption().ifPresent(encryption -> view.put("encryption", encryption(encryption)));
        Map<String, Object> contents = new LinkedHashMap<>();
        site.contents().include().ifPresent(names -> contents.put("include", names));
        if (!site.contents().exclude().isEmpty()) {
            contents.put("exclude", site.contents().exclude());
        }
        if (!contents.isEmpty()) {
            view.put("contents", contents);
        }
        view.put("retention", retention(site.retention()));
        site.schedule().map(Schedule::text).ifPresent(text -> view.put("schedule", text));
        site.cleanup().ifPresent(schedule -> view.put("cleanup", Map.of("schedule", schedule.text())));
        site.verification().ifPresent(plan -> {
            Map<String, Object> verification = new LinkedHashMap<>();
            verification.put("schedule", plan.schedule().text());
            plan.readData().ifPresent(percent -> verification.put("readData", percent + "%"));
            view.put("verification", verification);
        });
        Map<String, Object> limits = new LinkedHashMap<>(LocationView.limits(site.location()));
        site.limits().bandwidth().ifPresent(rate -> limits.put("bandwidth", LocationView.size(rate) + "/s"));
        site.limits().requestsPerSecond().ifPresent(count -> limits.put("requestsPerSecond", count));
        limits.put("timeout", duration(site.limits().timeout()));
        limits.put("nice", site.limits().nice());
        view.put("limits", limits);
        site.timeZone().map(ZoneId::getId).ifPresent(zone -> view.put("timeZone", zone));
        return view;
    }

    private static Map<String, Object> serve(ServeConfig serve) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("address", serve.address());
        view.put("port", serve.port());
        serve.tls()
                .ifPresent(tls ->
                        view.put("tls", Map.of("certificate", shown(tls.certificate()), "key", shown(tls.key()))));
        serve.tokenFile().ifPresent(file -> view.put("tokenFile", shown(file)));
        view.put(
                "restoreDirectories",
                serve.restoreDirectories().stream()
                        .map(ConfigurationView::shown)
                        .toList());
        view.put("jitter", duration(serve.jitter()));
        return view;
    }

    /// One app.
    public Map<String, Object> app(AppConfig app) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("version", app.version());
        view.put("data", shown(app.data()));
        view.put("exclude", app.exclude());
        Map<String, Object> directories = new LinkedHashMap<>();
        app.directories().forEach((name, path) -> directories.put(name, shown(path)));
        view.put("directories", directories);
        Map<String, Object> hooks = new LinkedHashMap<>();
        put(hooks, "before", app.hooks().before());
        put(hooks, "after", app.hooks().after());
        put(hooks, "failed", app.hooks().failed());
        put(hooks, "finally", app.hooks().lastly());
        put(hooks, "restore", app.hooks().restore());
        view.put("hooks", hooks);
        view.put("automatic", app.automatic());
        return view;
    }

    /// As YAML, ending with a line end.
    public static String yaml(Map<String, Object> view) {
        DumpSettings settings = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setIndent(2)
                .setWidth(Integer.MAX_VALUE)
                .setSplitLines(false)
                .build();
        return new Dump(settings).dumpToString(view);
    }

    static String shown(Path path) {
        return ByteText.printable(LocalNames.bytesOf(path));
    }

    private static Map<String, Object> compression(Compression compression) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("level", compression.level().isPresent() ? compression.level().getAsInt() : "fast");
        view.put("native", compression.usesNative());
        return view;
    }

    private static Map<String, Object> encryption(EncryptionConfig encryption) {
        Map<String, Object> view = new LinkedHashMap<>();
        encryption.passwordFile().ifPresent(file -> view.put("passwordFile", shown(file)));
        encryption.passwordCommand().ifPresent(command -> view.put("passwordCommand", command));
        encryption.hint().ifPresent(hint -> view.put("hint", hint));
        view.put("fileNames", encryption.sealing().fileNames().orElse(true));
        Map<String, Object> compatibility = new LinkedHashMap<>();
        encryption.sealing().salt().ifPresent(salt -> compatibility.put("salt", salt));
        MacCoverage coverage = encryption.sealing().macCoverage();
        if (coverage != MacCoverage.IV) {
            compatibility.put("macCoverage", coverage.name().toLowerCase(Locale.ROOT));
        }
        if (!compatibility.isEmpty()) {
            view.put("compatibility", compatibility);
        }
        return view;
    }

    private static Map<String, Object> retention(RetentionPolicy policy) {
        Map<String, Object> view = new LinkedHashMap<>();
        policy.keepWithin().ifPresent(within -> view.put("keepWithin", duration(within)));
        putCount(view, "keepLatest", policy.keepLatest());
        putCount(view, "keepDaily", policy.keepDaily());
        putCount(view, "keepWeekly", policy.keepWeekly());
        putCount(view, "keepMonthly", policy.keepMonthly());
        putCount(view, "keepYearly", policy.keepYearly());
        return view;
    }

    private static void putCount(Map<String, Object> view, String key, int count) {
        if (count > 0) {
            view.put(key, count);
        }
    }

    private static void put(Map<String, Object> hooks, String name, Optional<HookConfig> hook) {
        hook.ifPresent(it -> {
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("command", it.command());
            it.timeout().ifPresent(timeout -> view.put("timeout", duration(timeout)));
            hooks.put(name, view);
        });
    }

    private static Map<String, Object> receiver(NotifyConfig receiver) {
        Map<String, Object> view = new LinkedHashMap<>();
        switch (receiver) {
            case NotifyConfig.Email email -> {
                view.put("type", "email");
                view.put("to", email.to());
                email.from().ifPresent(from -> view.put("from", from));
                view.put("smtp", server(email.smtp()));
            }
            case NotifyConfig.Webhook webhook -> {
                view.put("type", "webhook");
                view.put("url", hook(webhook));
            }
        }
        view.put(
                "on",
                receiver.on().stream()
                        .sorted()
                        .map(occasion -> occasion.name().toLowerCase(Locale.ROOT))
                        .toList());
        return view;
    }

    private static String server(URI smtp) {
        return smtp.getScheme() + "://" + (smtp.getUserInfo() == null ? "" : MASK + "@") + host(smtp);
    }

    /// What follows the host is what lets everybody post there who knows it.
    private static String hook(NotifyConfig.Webhook webhook) {
        URI url = webhook.url();
        return url.getScheme() + "://" + host(url) + (webhook.mayHoldSecret() ? "/" + MASK : "");
    }

    private static String host(URI uri) {
        return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    /// In the largest unit that it is a whole number of.
    private static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
