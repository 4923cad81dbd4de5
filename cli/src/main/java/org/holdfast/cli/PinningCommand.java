package org.holdfast.cli;

import java.io.IOException;
import java.util.Map;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupRecord;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Pins a backup, or unpins it.
abstract class PinningCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final StoreOption store = new StoreOption();

    @Mixin
    private final SiteChangeOption siteChange = new SiteChangeOption();

    @Parameters(paramLabel = "ID", description = "The backup; also latest or APP@latest.")
    private String id = "";

    private final Host host;
    private final boolean pinned;

    PinningCommand(Host host, boolean pinned) {
        this.host = host;
        this.pinned = pinned;
    }

    @Override
    public final CommonOptions common() {
        return common;
    }

    @Override
    public final Integer call() throws IOException {
        try (BackupEngine engine = new Stores(host, common).open(store, siteChange)) {
            BackupRecord record = engine.pin(engine.find(id), pinned);
            String done = pinned ? "pinned" : "unpinned";
            if (common.json()) {
                new Results(host.output()).document(Map.of(done, record.id()));
            } else if (common.summaries()) {
                host.output().result(done + " " + record.id());
            }
            return 0;
        }
    }
}
