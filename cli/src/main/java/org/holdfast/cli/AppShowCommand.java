package org.holdfast.cli;

import java.io.IOException;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.ConfigurationView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = "Show what the configuration says of an app, defaults added.",
        footer = {"", "Example:", "  holdfast app show blog"})
final class AppShowCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "APP", description = "The app's name.")
    private String name = "";

    private final Host host;

    AppShowCommand(Host host) {
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
        new Results(host.output()).settings(view.app(configuration.app(name)), common.json());
        return 0;
    }
}
