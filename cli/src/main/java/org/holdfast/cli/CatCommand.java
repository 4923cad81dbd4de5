package org.holdfast.cli;

import java.io.IOException;
import org.holdfast.engine.BackupEngine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "cat",
        description = "Write one file of a backup to standard output, once all of it proved genuine.",
        footer = {"", "Example:", "  holdfast backup cat latest photos/cat.jpg --from /mnt/disk/backups > cat.jpg"})
final class CatCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final ReadStore store = new ReadStore();

    @Parameters(index = "0", paramLabel = "ID", description = "The backup; also latest or APP@latest.")
    private String id = "";

    @Parameters(
            index = "1",
            paramLabel = "PATH",
            description = "The file, as \"backup files\" shows it; data/ at its front may be left out.")
    private String path = "";

    private final Host host;

    CatCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        try (BackupEngine engine = store.open(host, common)) {
            engine.cat(engine.findReadable(id, false), path, host.output().out());
            return 0;
        }
    }
}
