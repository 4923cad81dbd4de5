package org.holdfast.cli;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.ExportedBackup;
import org.holdfast.engine.ImportRequest;
import org.holdfast.engine.Vault;
import org.holdfast.engine.config.AppConfig;
import org.holdfast.engine.notify.SizeText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        description = {
            "Set up an app from a backup of another server.",
            "Checks the password, the version, the target, its space, who may own files there, and one file of the"
                    + " backup, before anything is written."
        },
        footer = {
            "",
            "Example:",
            "  holdfast app import blog.json --target /srv/blog/data --app-version 1.4.2 --check",
            "  holdfast app import blog@latest --from /mnt/disk/backups --target /srv/blog/data"
        })
final class AppImportCommand extends LoggedCommand {
    @Mixin
    private final PasswordOptions password = new PasswordOptions();

    @Mixin
    private final AppTarget target = new AppTarget();

    @Parameters(
            paramLabel = "FILE|ID",
            description = "The file that \"backup export-config\" wrote; with --from, the backup's id.")
    private String which = "";

    @Option(names = "--from", paramLabel = "URL", description = StoreOption.KINDS)
    private @Nullable String from;

    @Option(
            names = "--app-version",
            paramLabel = "V",
            description = "The version of the app that is installed here; a backup of another one is refused.")
    private @Nullable String appVersion;

    @Option(names = "--allow-other-version", description = "Take a backup of another version all the same.")
    private boolean allowOtherVersion;

    @Option(names = "--check", description = "Only check, and show what was found.")
    private boolean checkOnly;

    AppImportCommand(Host host) {
        super("app import", host);
    }

    @Override
    int run() throws IOException {
        Optional<ExportedBackup> exported =
                from == null ? Optional.of(ExportedFile.read(which, "\"backup export-config\"")) : Optional.empty();
        Stores stores = new Stores(host(), common());
        PasswordSources passwords = new PasswordSources(host(), password, common().messages(host()));
        ChosenStore store = exported.isPresent()
                ? ChosenStore.of(exported.get(), host())
                : ChosenStore.of(stores.location(String.valueOf(from)));
        exported.flatMap(ExportedBackup::passwordHint)
                .ifPresent(hint -> common().messages(host()).note("hint for the password: " + shortened(hint)));
        try (BackupEngine engine = stores.open(store, Vault.Access.READ, passwords, false)) {
            BackupRecord record = engine.findReadable(
                    exported.map(file -> file.backup().value()).orElse(which), false);
            if (exported.isPresent()) {
                exported.get().requireSame(record);
            }
            return run(new AppImport(host(), common(), engine, record, request(record)));
        }
    }

    private ImportRequest request(BackupRecord record) throws BackupException {
        Optional<AppConfig> app = new Configurations(host(), common())
                .find()
                .map(configuration -> configuration.apps().get(record.app()));
        return new ImportRequest(
                target.places(app), Optional.ofNullable(appVersion), allowOtherVersion, target.ignoreOwners());
    }

    @Override
    boolean onlyLooks() {
        return checkOnly;
    }

    private int run(AppImport work) throws BackupException {
        if (checkOnly) {
            return work.check();
        }
        AppImport.Done done = work.run();
        done(
                "imported " + Text.files(done.summary().files()) + " ("
                        + SizeText.of(done.summary().bytes()) + ") into "
                        + Text.printable(work.places().target()),
                work.document(done.findings(), Optional.of(done.summary()), Map.of()));
        return 0;
    }

    /// It comes from a file that anybody could have written.
    private static String shortened(String hint) {
        String line = Text.oneLine(hint);
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }
}
