package org.holdfast.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.CopyOutcome;
import org.holdfast.engine.FormatKind;
import org.holdfast.engine.Passwords;
import org.holdfast.engine.Vault;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.notify.SizeText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "copy",
        description = {
            "Copy a backup into another store, under the same id.",
            "Every file is checked on the way. The other store may keep another format, and have another password or"
                    + " none. What is there already is not copied again."
        },
        footer = {
            "",
            "Example:",
            "  holdfast backup copy latest --from /mnt/disk/backups --to 's3://my-backups/server1?region=eu-central-1'",
            "  holdfast backup copy blog@latest --from /mnt/disk/backups --to /mnt/usb --format tgz --to-unencrypted"
        })
final class CopyCommand extends LoggedCommand {
    @Mixin
    private final StoreOption store = new StoreOption();

    @Mixin
    private final SiteChangeOption siteChange = new SiteChangeOption();

    @Mixin
    private final PasswordOptions password = new PasswordOptions();

    @Mixin
    private final TargetPasswordOptions targetPassword = new TargetPasswordOptions();

    @Parameters(paramLabel = "ID", description = "The backup; also latest or APP@latest.")
    private String id = "";

    @ArgGroup(multiplicity = "1")
    private Goal goal = new Goal();

    /// Where the copy goes.
    static final class Goal {
        @Option(names = "--to", required = true, paramLabel = "URL", description = StoreOption.KINDS)
        private @Nullable String url;

        @Option(names = "--to-site", required = true, paramLabel = "SITE", description = "A site of the configuration.")
        private @Nullable String site;
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = Choice.OfFormat.class,
            completionCandidates = Choice.OfFormat.class,
            description = "rsync or tgz. Default: that of the backup.")
    private @Nullable FormatKind format;

    CopyCommand(Host host) {
        super("backup copy", host);
    }

    /// One end of a copy.
    private record End(ChosenStore store, Passwords passwords) {}

    /// The store that is read.
    private End source(Stores stores) throws BackupException {
        ChosenStore chosen = stores.chosen(store);
        PasswordSources sources = new PasswordSources(host(), password, common().messages(host()));
        return new End(chosen, stores.passwords(chosen, sources));
    }

    /// The store that is written to.
    private End target(Stores stores, End source) throws BackupException {
        if (goal.site == null) {
            Passwords passwords = targetPassword.passwords(host(), common().messages(host()), source.passwords);
            return new End(ChosenStore.of(stores.location(String.valueOf(goal.url))), passwords);
        }
        Configuration configuration = new Configurations(host(), common()).required();
        ChosenStore chosen = ChosenStore.of(configuration, configuration.site(goal.site));
        return new End(
                chosen,
                stores.passwords(chosen, targetPassword.sources(host(), common().messages(host()), Passwords.NONE)));
    }

    @Override
    int run() throws IOException {
        Stores stores = new Stores(host(), common());
        End source = source(stores);
        End target = target(stores, source);
        long begun = System.nanoTime();
        try (BackupEngine from = stores.open(source.store, Vault.Access.READ, source.passwords, false)) {
            BackupRecord record = from.findReadable(id, false);
            stores.requireInPlace(target.store, siteChange.confirmed());
            // Only now: a store that does not exist is made when it is opened to be written to.
            try (BackupEngine into = stores.open(
                    target.store, Vault.Access.WRITE, target.passwords, targetPassword.allowWeakPassword())) {
                CopyOutcome outcome = from.copy(
                        record, into, Optional.ofNullable(format), common().progress(host(), record.app(), ""));
                print(record, outcome, target, (System.nanoTime() - begun) / 1e9);
            }
        }
        return 0;
    }

    private void print(BackupRecord original, CopyOutcome outcome, End target, double seconds) {
        common().log()
                .scope(original.app(), target.store.location().toString())
                .info((outcome.existed() ? "had " : "got ") + original.id());
        if (common().json()) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("backup", outcome.record());
            result.put("existed", outcome.existed());
            result.put("seconds", seconds);
            new Results(host().output()).document(result);
            return;
        }
        if (!common().summaries()) {
            return;
        }
        if (outcome.existed()) {
            host().output().result(target.store.location() + " has " + original.id() + " already; nothing was copied");
            return;
        }
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("backup", original.id());
        fields.put("from", kept(original));
        fields.put("to", kept(outcome.record()));
        fields.put(
                "copied",
                outcome.record().files() + " (" + SizeText.of(outcome.record().bytes()) + ")");
        fields.put("time", Text.seconds(seconds));
        new Results(host().output()).fields(fields);
    }

    private static String kept(BackupRecord record) {
        return record.format() + (record.encrypted() ? ", encrypted" : ", not encrypted");
    }
}
