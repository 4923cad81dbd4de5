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
final class ServerBackupCommand extends LoggedCommand {
    @Mixin
    private final PasswordOptions password = new PasswordOptions();

    @Mixin
    private final SiteChangeOption siteChange = new SiteChangeOption();

    ServerBackupCommand(Host host) {
        super("server backup", host);
    }

    @Override
    int run() throws IOException {
        return new ConfiguredRun(host(), common(), password, false, siteChange.confirmed())
                .run(new RunRequest(List.of(), Set.of(), Optional.empty(), Optional.empty()));
    }
}
