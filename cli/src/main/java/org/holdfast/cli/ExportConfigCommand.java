package org.holdfast.cli;

import java.io.IOException;
import java.util.Optional;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.ExportedBackup;
import org.holdfast.engine.config.EncryptionConfig;
import org.holdfast.engine.config.SiteConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "A new file, for its owner only. Default: standard output.")
    private @Nullable String output;

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
        Stores stores = new Stores(host, common);
        ChosenStore chosen = stores.chosen(store);
        byte[] content;
        try (BackupEngine engine = stores.open(chosen)) {
            BackupRecord record = engine.find(id);
            Optional<String> hint =
                    chosen.site().flatMap(SiteConfig::encryption).flatMap(EncryptionConfig::hint);
            content = ExportedBackup.export(chosen.location(), record, hint, chosen.sealing());
        }
        write(content);
        return 0;
    }

    private void write(byte[] content) throws BackupException {
        if (output == null) {
            host.output().out().writeBytes(content);
            return;
        }
        ExportedBackup.write(content, Stores.path(output));
        if (common.summaries() && !common.json()) {
            host.output().result("wrote " + Text.printable(output) + "; it holds no secret: keep the password apart");
        }
    }
}
