package org.holdfast.cli;

import java.io.IOException;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.ConfigurationView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = "Show what the configuration says of a site, defaults added, secrets masked.",
        footer = {"", "Example:", "  holdfast site show disk"})
final class SiteShowCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "SITE", description = "The site's name.")
    private String name = "";

    private final Host host;

    SiteShowCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        Configuration configuration = new Configurations(host, common).required();
        ConfigurationView view = new ConfigurationView(configuration);
        new Results(host.output()).settings(view.site(configuration.site(name)), common.json());
        return 0;
    }
}
