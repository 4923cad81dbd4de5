package org.holdfast.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "remove",
        description = "Remove a backup for good. Needs no password.",
        footer = {
            "",
            "Example:",
            "  holdfast backup remove 2026-11-20-030000-000/app_blog_2026-11-20-030211-530_v1.4.2 \\",
            "      --from /mnt/disk/backups"
        })
final class RemoveCommand extends LoggedCommand {
    @Mixin
    private final ChangedStore store = new ChangedStore();

    @Parameters(paramLabel = "ID", description = "The backup; also latest or APP@latest.")
    private String id = "";

    RemoveCommand(Host host) {
        super("backup remove", host);
    }

    @Override
    int run() throws IOException {
        try (BackupEngine engine = store.open(host(), common())) {
            BackupRecord record = engine.find(id);
            List<BackupRecord> boxes = engine.boxesWith(record, common().progress(host()));
            engine.remove(record);
            done("removed " + record.id(), Map.of("removed", record.id()));
            for (BackupRecord box : boxes) {
                common().messages(host())
                        .warning(record.id() + " was part of the server's backup " + box.id() + ", which brings no "
                                + record.app() + " back any more");
            }
            return 0;
        }
    }
}
