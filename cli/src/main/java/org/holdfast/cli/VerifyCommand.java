package org.holdfast.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.engine.Vault;
import org.holdfast.engine.VerifyRequest;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.run.OtherSites;
import org.holdfast.engine.verify.VerifyMode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify",
        description = {
            "Hold backups against their manifests: whether anything is missing, was changed or was added.",
            "Without --read-data or --drill no file is read: a listing of the store is compared, names and sizes."
                    + " Nothing is taken from what this machine remembers. The result is kept with the backup, and"
                    + " shown by \"backup list\", \"backup show\" and \"doctor\"."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all is well", "12:something is wrong with a backup"},
        footer = {"", "Example:", "  holdfast backup verify --all --read-data=10%% --from /mnt/disk/backups"})
final class VerifyCommand extends LoggedCommand {
    private static final String EVERYTHING = "100%";

    @Mixin
    private final ReadStore store = new ReadStore();

    @Mixin
    private final SiteChangeOption siteChange = new SiteChangeOption();

    @Parameters(arity = "0..*", paramLabel = "ID", description = "Backups; also latest or APP@latest.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--all", description = "Every backup in the store.")
    private boolean all;

    @Option(names = "--app", paramLabel = "APP", description = "Every backup of this app.")
    private @Nullable String app;

    @Option(
            names = "--read-data",
            arity = "0..1",
            paramLabel = "N%",
            preprocessor = OnlyAttached.class,
            converter = Choice.OfPercent.class,
            description = {
                "Also read the files to their ends, or N %% of them: the next N %% each time, so that repeated runs"
                        + " read all.",
                "An archive (tgz) cannot be read in part and is always read as a whole. Nothing is kept."
            })
    private @Nullable Integer readData;

    @Option(names = "--drill", description = "Also restore everything into a scratch directory, and remove it again.")
    private boolean drill;

    @Option(
            names = "--repair",
            description = {
                "Put back what is missing or damaged, where the app's own files did not change since, or another backup"
                        + " of it or another site has the same content; then tell what is wrong still.",
                "A damaged archive (tgz) comes from the same backup in another site."
            })
    private boolean repair;

    @Option(
            names = "--scratch",
            paramLabel = "DIR",
            description = "Where a drill restores to: into a directory of its own in this one. Default: the state"
                    + " directory.")
    private @Nullable String scratch;

    VerifyCommand(Host host) {
        super("backup verify", host);
    }

    /// So that `--read-data ID` is no percentage.
    private static final class OnlyAttached implements IParameterPreprocessor {
        @Override
        public boolean preprocess(
                Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
            if (" ".equals(info.get("separator"))) {
                arguments.push(EVERYTHING);
            }
            return false;
        }
    }

    @Override
    int run() throws IOException {
        VerifyRequest request = request();
        Stores stores = new Stores(host(), common());
        ChosenStore chosen = store.chosen(stores);
        // What is found is written to the backups' records.
        stores.requireInPlace(chosen, siteChange.confirmed());
        try (BackupEngine engine = store.open(host(), common(), chosen)) {
            VerifyView view = common().json()
                    ? new VerifyJson(common().log().scope(), new Results(host().output()))
                    : new VerifyText(
                            common().log().scope(),
                            host().output(),
                            common().shown(host()),
                            common().summaries(),
                            request.percent());
            try {
                verify(engine, request, chosen, view);
            } finally {
                view.end();
            }
            if (view.isEmpty() && common().summaries()) {
                common().messages(host()).note("there are no such backups");
            }
            return view.exitCode();
        }
    }

    private void verify(BackupEngine engine, VerifyRequest request, ChosenStore chosen, VerifyView view)
            throws BackupException {
        if (!repair) {
            engine.verify(request, view, common().progress(host()));
            return;
        }
        OtherSites others = new OtherSites(
                new Configurations(host(), common())::find,
                chosen.location(),
                this::other,
                common().messages(host())::warning);
        try (others) {
            engine.repair(request, others, view, common().progress(host()));
        }
    }

    private BackupEngine other(Configuration configuration, SiteConfig site) throws BackupException {
        PasswordSources passwords = new PasswordSources(host(), new PasswordOptions(), common().messages(host()));
        return new Stores(host(), common())
                .open(
                        ChosenStore.of(configuration, site),
                        Vault.Access.READ,
                        new SitePasswords(site, passwords, common().messages(host())),
                        false);
    }

    private VerifyRequest request() throws BackupException {
        boolean several = all || app != null;
        if (ids.isEmpty() && !several) {
            throw new BackupException(
                    Failure.MISCONFIGURED, "no backup is named", "name one, such as latest, or say --all or --app APP");
        }
        if (!ids.isEmpty() && several) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "backups are named, and all are asked for as well",
                    "leave out " + (all ? "--all" : "--app"));
        }
        if (drill && readData != null) {
            throw new BackupException(
                    Failure.MISCONFIGURED, "--drill reads everything already", "leave out --read-data");
        }
        if (scratch != null && !drill) {
            throw new BackupException(
                    Failure.MISCONFIGURED, "--scratch is where a drill restores to", "say --drill as well");
        }
        return new VerifyRequest(
                ids,
                Optional.ofNullable(app),
                drill ? VerifyMode.DRILL : readData == null ? VerifyMode.QUICK : VerifyMode.READ_DATA,
                readData == null ? 100 : readData,
                Optional.ofNullable(scratch).map(Stores::path));
    }
}
