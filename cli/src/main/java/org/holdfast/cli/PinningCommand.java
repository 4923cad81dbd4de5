package org.holdfast.cli;

import java.io.IOException;
import java.util.Map;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupRecord;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Pins a backup, or unpins it.
abstract class PinningCommand extends LoggedCommand {
    @Mixin
    private final ChangedStore store = new ChangedStore();

    @Parameters(paramLabel = "ID", description = "The backup; also latest or APP@latest.")
    private String id = "";

    private final boolean pinned;

    PinningCommand(String name, Host host, boolean pinned) {
        super(name, host);
        this.pinned = pinned;
    }

    @Override
    final int run() throws IOException {
        try (BackupEngine engine = store.open(host(), common())) {
            BackupRecord record = engine.pin(engine.find(id), pinned);
            String done = pinned ? "pinned" : "unpinned";
            done(done + " " + record.id(), Map.of(done, record.id()));
            return 0;
        }
    }
}
