package org.holdfast.cli;

import java.io.IOException;
import java.util.Map;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "unpin",
        description = "Let a cleanup remove a backup again that was pinned. Needs no password.",
        footer = {"", "Example:", "  holdfast backup unpin blog@latest --from /mnt/disk/backups"})
final class UnpinCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final StoreOption store = new StoreOption();

    @Mixin
    private final SiteChangeOption siteChange = new SiteChangeOption();

    @Parameters(paramLabel = "ID", description = "The backup; also latest or APP@latest.")
    private String id = "";

    private final Host host;

    UnpinCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        try (BackupEngine engine = new Stores(host, common).open(store, siteChange)) {
            BackupRecord record = engine.pin(engine.find(id), false);
            if (common.json()) {
                new Results(host.output()).document(Map.of("unpinned", record.id()));
            } else if (common.summaries()) {
                host.output().result("unpinned " + record.id());
            }
            return 0;
        }
    }
}
