package org.holdfast.cli;

import picocli.CommandLine.Command;

/// Commands that only hold others.
final class Groups {
    private Groups() {}

    @Command(
            name = "backup",
            description = "Make, look into, restore and remove backups, and clean up after runs that died.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {
                "",
                "Example:",
                "  holdfast backup list --from /mnt/disk/backups",
                "  holdfast backup list --from 's3://my-backups/server1?region=eu-central-1'",
                "",
                "An ID is one that \"backup list\" shows, \"latest\", or \"APP@latest\". Times are in UTC."
            })
    static final class Backup {}

    @Command(
            name = "site",
            description = "The places that backups go to: those of the configuration, and any store from outside.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {"", "Example:", "  holdfast site check /mnt/disk/backups"})
    static final class Site {}

    @Command(
            name = "app",
            description = "What is backed up, by the configuration; move and copy apps between servers.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {"", "Example:", "  holdfast app list"})
    static final class App {}

    @Command(
            name = "config",
            description = "The configuration: sites, apps, and who is told.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {"", "Example:", "  holdfast config check"})
    static final class Config {}

    @Command(
            name = "server",
            description = "The server as a whole: all of its apps, and its configuration.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {"", "Example:", "  holdfast server backup"})
    static final class Server {}
}
