package org.holdfast.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.engine.run.RunRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "backup",
        description = {
            "Back up all apps of the configuration that are backed up automatically, each to all sites that include it,"
                    + " then the server itself.",
            "The same as \"backup create --all\"."
        },
        footer = {"", "Example:", "  holdfast server backup"})
final class ServerBackupCommand implements HoldfastCommand {
    @Mixin
    private final LoggedOptions common = new LoggedOptions();

    @Mixin
    private final PasswordOptions password = new PasswordOptions();

    @Mixin
    private final SiteChangeOption siteChange = new SiteChangeOption();

    private final Host host;

    ServerBackupCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        return new ConfiguredRun(host, common, password, false, siteChange.confirmed())
                .run(new RunRequest(List.of(), Set.of(), Optional.empty(), Optional.empty()));
    }
}
