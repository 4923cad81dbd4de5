package org.holdfast.cli;

import java.io.IOException;
import org.holdfast.engine.BackupEngine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "export",
        description = {
            "Write down where the newest backup of the server is, for \"server restore\" on another machine.",
            "The file holds no secret; keep the password apart from it."
        },
        footer = {"", "Example:", "  holdfast server export --site wasabi -o server.json"})
final class ServerExportCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final StoreOption store = new StoreOption();

    @Mixin
    private final ExportOption output = new ExportOption();

    private final Host host;

    ServerExportCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        output.write(host, common, store, BackupEngine::newestBox);
        return 0;
    }
}
