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
import picocli.CommandLine.Option;

/// Where it is written what another server needs to find a backup.
final class ExportOption {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "A new file, for its owner only. Default: standard output.")
    private @Nullable String output;

    /// Which backup of a store.
    @FunctionalInterface
    interface Choice {
        BackupRecord of(BackupEngine engine) throws BackupException;
    }

    void write(Host host, CommonOptions common, StoreOption store, Choice choice) throws IOException {
        Stores stores = new Stores(host, common);
        ChosenStore chosen = stores.chosen(store);
        byte[] content;
        try (BackupEngine engine = stores.open(chosen)) {
            Optional<String> hint =
                    chosen.site().flatMap(SiteConfig::encryption).flatMap(EncryptionConfig::hint);
            content = ExportedBackup.export(chosen.location(), choice.of(engine), hint, chosen.sealing());
        }
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
