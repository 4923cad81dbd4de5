package org.holdfast.cli;

import picocli.CommandLine.Command;

@Command(
        name = "unpin",
        description = "Let a cleanup remove a backup again that was pinned. Needs no password.",
        footer = {"", "Example:", "  holdfast backup unpin blog@latest --from /mnt/disk/backups"})
final class UnpinCommand extends PinningCommand {
    UnpinCommand(Host host) {
        super("backup unpin", host, false);
    }
}
