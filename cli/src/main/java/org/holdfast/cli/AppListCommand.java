package org.holdfast.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.engine.config.AppConfig;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.SiteConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "list",
        description = "List the apps of the configuration, and the sites that each goes to.",
        footer = {"", "Example:", "  holdfast app list"})
final class AppListCommand implements HoldfastCommand {
    private static final List<String> HEAD = List.of("APP", "VERSION", "DATA", "AUTOMATIC", "SITES");

    @Mixin
    private final CommonOptions common = new CommonOptions();

    private final Host host;

    AppListCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        Configuration configuration = new Configurations(host, common).required();
        List<AppConfig> apps = List.copyOf(configuration.apps().values());
        Results results = new Results(host.output());
        if (common.json()) {
            results.document(
                    apps.stream().map(app -> fields(app, configuration)).toList());
            return 0;
        }
        if (apps.isEmpty()) {
            common.messages(host).note("there are no apps");
            return 0;
        }
        results.table(HEAD, apps.stream().map(app -> row(app, configuration)).toList(), List.of());
        return 0;
    }

    private static List<String> row(AppConfig app, Configuration configuration) {
        return List.of(
                app.id().value(),
                app.version(),
                Text.printable(app.data()),
                app.automatic() ? "yes" : "no",
                String.join(", ", sites(app, configuration)));
    }

    private static Map<String, Object> fields(AppConfig app, Configuration configuration) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", app.id().value());
        fields.put("version", app.version());
        fields.put("data", Text.printable(app.data()));
        fields.put("automatic", app.automatic());
        fields.put("sites", sites(app, configuration));
        return fields;
    }

    private static List<String> sites(AppConfig app, Configuration configuration) {
        return configuration.sitesOf(app.id().value()).stream()
                .map(SiteConfig::name)
                .toList();
    }
}
