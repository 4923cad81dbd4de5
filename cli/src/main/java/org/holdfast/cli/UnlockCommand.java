package org.holdfast.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.AppId;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.engine.Subject;
import org.holdfast.engine.Unlocked;
import org.holdfast.engine.view.Members;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "unlock",
        description = {
            "Remove the lock that a run left in a store when its machine was lost. Needs no password.",
            "A lock of a run that still lives stays, and the exit code is 11. Locks of processes of this machine that"
                    + " are gone, and those without a sign of life for 30 minutes, are taken over by the next run"
                    + " anyway."
        },
        footer = {"", "Example:", "  holdfast unlock blog --from /mnt/disk/backups"})
final class UnlockCommand extends LoggedCommand {
    @Mixin
    private final ChangedStore store = new ChangedStore();

    @Option(
            names = "--force",
            description = "Remove it even if its run may still live; that run then ends without a backup.")
    private boolean force;

    @Parameters(
            arity = "0..1",
            paramLabel = "APP",
            description = "The app. Default: all that have a lock, and the server.")
    private @Nullable String app;

    @Option(names = "--server", description = "The lock of the server's own backups instead.")
    private boolean server;

    UnlockCommand(Host host) {
        super("unlock", host);
    }

    @Override
    int run() throws IOException {
        Optional<Subject> named = named();
        try (BackupEngine engine = store.open(host(), common())) {
            List<Unlocked> removed = new ArrayList<>();
            Optional<BackupException> refused = Optional.empty();
            for (Subject one : named.isEmpty() ? engine.locked() : List.of(named.get())) {
                try {
                    engine.unlock(one, force).ifPresent(removed::add);
                } catch (BackupException e) {
                    // The others may be removable all the same.
                    refused = refused.or(() -> Optional.of(e));
                }
            }
            tell(removed, named, refused.isPresent());
            if (refused.isPresent()) {
                throw refused.get();
            }
            return 0;
        }
    }

    private Optional<Subject> named() throws BackupException {
        if (!server) {
            return app == null ? Optional.empty() : Optional.of(AppId.of(app));
        }
        if (app != null) {
            throw new BackupException(
                    Failure.MISCONFIGURED, "an app and --server are two locks", "leave out one of them");
        }
        return Optional.of(new Subject.Server());
    }

    private void tell(List<Unlocked> removed, Optional<Subject> named, boolean others) {
        removed.forEach(one -> common().log().scope().info(line(one)));
        if (common().json()) {
            if (!others) {
                new Results(host().output())
                        .document(Map.of(
                                "removed", removed.stream().map(Members::of).toList()));
            }
            return;
        }
        if (!common().summaries()) {
            return;
        }
        for (Unlocked one : removed) {
            host().output().result(line(one));
        }
        if (removed.isEmpty() && !others) {
            common().messages(host())
                    .note("there is no lock"
                            + named.map(one -> " of " + one.words()).orElse(""));
        }
    }

    private static String line(Unlocked one) {
        return "removed the lock of " + one.subject().words() + ": " + one.holder() + "; "
                + one.gone().orElse("its run may still live, and will end without a backup");
    }
}
