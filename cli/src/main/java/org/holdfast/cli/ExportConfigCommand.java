package org.holdfast.cli;

import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "export-config",
        description = {
            "Write down what another server needs to find a backup, for \"app import\".",
            "That is a small JSON file without secrets: the password and the store's credentials are not in it. Needs"
                    + " no password."
        },
        footer = {"", "Example:", "  holdfast backup export-config blog@latest --from /mnt/disk/backups -o blog.json"})
final class ExportConfigCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final StoreOption store = new StoreOption();

    @Parameters(paramLabel = "ID", description = "The backup; also latest or APP@latest.")
    private String id = "";

    @Mixin
    private final ExportOption output = new ExportOption();

    private final Host host;

    ExportConfigCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        output.write(host, common, store, engine -> engine.find(id));
        return 0;
    }
}
