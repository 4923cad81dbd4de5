package org.holdfast.cli;

import picocli.CommandLine.Command;

@Command(
        name = "pin",
        description = "Keep a backup until it is unpinned, whatever is cleaned up. Needs no password.",
        footer = {"", "Example:", "  holdfast backup pin blog@latest --from /mnt/disk/backups"})
final class PinCommand extends PinningCommand {
    PinCommand(Host host) {
        super("backup pin", host, true);
    }
}
