package org.holdfast.cli;

import java.io.IOException;
import java.util.Optional;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.ExportedBackup;
import org.holdfast.engine.config.EncryptionConfig;
import org.holdfast.engine.config.SiteConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "A new file, for its owner only. Default: standard output.")
    private @Nullable String output;

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
        Stores stores = new Stores(host, common);
        ChosenStore chosen = stores.chosen(store);
        byte[] content;
        try (BackupEngine engine = stores.open(chosen)) {
            Optional<String> hint =
                    chosen.site().flatMap(SiteConfig::encryption).flatMap(EncryptionConfig::hint);
            content = ExportedBackup.export(chosen.location(), engine.newestBox(), hint, chosen.sealing());
        }
        if (output == null) {
            host.output().out().writeBytes(content);
            return 0;
        }
        ExportedBackup.write(content, Stores.path(output));
        if (common.summaries() && !common.json()) {
            host.output().result("wrote " + Text.printable(output) + "; it holds no secret: keep the password apart");
        }
        return 0;
    }
}
