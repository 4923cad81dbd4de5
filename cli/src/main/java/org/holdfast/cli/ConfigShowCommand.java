package org.holdfast.cli;

import java.io.IOException;
import org.holdfast.engine.config.ConfigurationView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "show",
        description = "Show the configuration as it is in effect: variables replaced, defaults added, secrets masked.",
        footer = {"", "Example:", "  holdfast config show --json"})
final class ConfigShowCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    private final Host host;

    ConfigShowCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        ConfigurationView view = new ConfigurationView(new Configurations(host, common).required());
        new Results(host.output()).settings(view.all(), common.json());
        return 0;
    }
}
