package org.holdfast.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.holdfast.engine.config.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "check",
        description = {
            "Look for mistakes in the configuration, and say all of them at once. Reaches no store: for that there is"
                    + " \"site check\".",
        },
        footer = {"", "Example:", "  holdfast config check --config /etc/holdfast/holdfast.yaml"})
final class ConfigCheckCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    private final Host host;

    ConfigCheckCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        Configuration configuration = new Configurations(host, common).required();
        int sites = configuration.sites().size();
        int apps = configuration.apps().size();
        if (common.json()) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("ok", true);
            result.put("file", Text.printable(configuration.file()));
            result.put("sites", sites);
            result.put("apps", apps);
            result.put("warnings", configuration.warnings());
            new Results(host.output()).document(result);
        } else if (common.summaries()) {
            host.output()
                    .result("ok       " + Text.printable(configuration.file()) + ": " + count(sites, "site") + ", "
                            + count(apps, "app"));
        }
        return 0;
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
