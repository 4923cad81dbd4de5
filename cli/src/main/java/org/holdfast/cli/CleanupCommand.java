package org.holdfast.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.CleanupRequest;
import org.holdfast.engine.CleanupVisitor;
import org.holdfast.engine.Debris;
import org.holdfast.engine.Judged;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "cleanup",
        description = {
            "Remove what runs that were killed have left in a store: backups that were never finished or only half"
                    + " removed, uploads that never ended, empty directories. Needs no password.",
            "Backups stay, unless a retention policy is configured that lets them go; the newest good one of an app"
                    + " stays whatever it says.",
            "What belongs to an app that is being backed up, from whichever machine, is left alone."
        },
        footer = {"", "Example:", "  holdfast backup cleanup --from /mnt/disk/backups --dry-run"})
final class CleanupCommand extends LoggedCommand {
    @Mixin
    private final StoreOption store = new StoreOption();

    @Mixin
    private final SiteChangeOption siteChange = new SiteChangeOption();

    @Option(names = "--dry-run", description = "Only show what would be removed.")
    private boolean dryRun;

    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            converter = Choice.OfAge.class,
            description = "How old an upload or an unfinished backup must be to count as given up: 90s, 30m, 24h,"
                    + " 7d. Default: 24h.")
    private Duration olderThan = CleanupRequest.DEFAULT_AGE;

    CleanupCommand(Host host) {
        super("backup cleanup", host);
    }

    @Override
    int run() throws IOException {
        Stores stores = new Stores(host(), common());
        ChosenStore chosen = stores.chosen(store);
        if (!dryRun) {
            stores.requireInPlace(chosen, siteChange.confirmed());
        }
        try (BackupEngine engine = stores.open(chosen)) {
            CleanupRequest request = new CleanupRequest(olderThan, dryRun, chosen.retention());
            if (common().json()) {
                json(engine, request);
            } else {
                text(engine, request);
            }
            return 0;
        }
    }

    @Override
    boolean onlyLooks() {
        return dryRun;
    }

    private void text(BackupEngine engine, CleanupRequest request) throws BackupException {
        boolean policy = request.retention().isPresent();
        Output output = host().output();
        // What is removed is told at once, since it takes its time.
        Consumer<String> shown = dryRun ? output::row : output::result;
        CleanupText text = new CleanupText(
                line -> {
                    common().log().scope().info(line);
                    shown.accept(line);
                },
                dryRun || common().verbose());
        Optional<BackupException> failure = Optional.empty();
        try {
            engine.cleanUp(request, text, common().progress(host()));
        } catch (BackupException e) {
            failure = Optional.of(e);
        }
        boolean nothing = text.totals().found() == 0 && !policy;
        if (common().summaries() && nothing && failure.isEmpty()) {
            common().messages(host()).note("there is nothing to clean up");
        } else if (common().summaries() && !nothing) {
            text.summarize(dryRun, policy);
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private void json(BackupEngine engine, CleanupRequest request) throws BackupException {
        CleanupJson json = new CleanupJson(new Results(host().output()));
        try {
            CleanupText logged = new CleanupText(common().log().scope()::info, true);
            engine.cleanUp(request, new Both(json, logged), common().progress(host()));
        } finally {
            json.end(dryRun, request.retention().isPresent());
        }
    }

    /// Tells two of everything.
    private record Both(CleanupVisitor one, CleanupVisitor other) implements CleanupVisitor {
        @Override
        public void found(Debris debris, Debris.Fate fate, String reason) {
            one.found(debris, fate, reason);
            other.found(debris, fate, reason);
        }

        @Override
        public void judged(Judged backup) {
            one.judged(backup);
            other.judged(backup);
        }
    }
}
