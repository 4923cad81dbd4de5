package org.holdfast.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.Schedule;
import org.holdfast.engine.config.SiteConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        description = "List the sites of the configuration.",
        footer = {"", "Example:", "  holdfast site list"})
final class SiteListCommand implements HoldfastCommand {
    private static final List<String> HEAD = List.of("SITE", "PLACE", "FORMAT", "ENCRYPTED", "SCHEDULE", "APPS");

    @Mixin
    private final CommonOptions common = new CommonOptions();

    private final Host host;

    SiteListCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        Configuration configuration = new Configurations(host, common).required();
        List<SiteConfig> sites = List.copyOf(configuration.sites().values());
        Results results = new Results(host.output());
        if (common.json()) {
            results.document(
                    sites.stream().map(site -> fields(site, configuration)).toList());
            return 0;
        }
        if (sites.isEmpty()) {
            common.messages(host).note("there are no sites");
            return 0;
        }
        results.table(HEAD, sites.stream().map(site -> row(site, configuration)).toList(), List.of());
        return 0;
    }

    private static List<String> row(SiteConfig site, Configuration configuration) {
        return List.of(
                site.name(),
                site.location().toString(),
                site.format().id(),
                site.encryption().isPresent() ? "yes" : "no",
                site.schedule().map(Schedule::text).orElse(""),
                String.join(", ", apps(site, configuration)));
    }

    private static Map<String, Object> fields(SiteConfig site, Configuration configuration) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", site.name());
        fields.put("place", site.location().toString());
        fields.put("format", site.format().id());
        fields.put("encrypted", site.encryption().isPresent());
        site.schedule().map(Schedule::text).ifPresent(text -> fields.put("schedule", text));
        fields.put("apps", apps(site, configuration));
        return fields;
    }

    private static List<String> apps(SiteConfig site, Configuration configuration) {
        return configuration.apps().keySet().stream()
                .filter(site.contents()::includes)
                .toList();
    }
}
