package org.holdfast.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Subject;
import org.holdfast.engine.Unlocked;
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
final class UnlockCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final StoreOption store = new StoreOption();

    @Mixin
    private final SiteChangeOption siteChange = new SiteChangeOption();

    @Option(
            names = "--force",
            description = "Remove it even if its run may still live; that run then ends without a backup.")
    private boolean force;

    @Parameters(
            arity = "0..1",
            paramLabel = "APP",
            description = "The app, or box for the server's own backups. Default: all that have a lock.")
    private @Nullable String app;

    private final Host host;

    UnlockCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        try (BackupEngine engine = new Stores(host, common).open(store, siteChange)) {
            List<Unlocked> removed = new ArrayList<>();
            Optional<BackupException> refused = Optional.empty();
            for (Subject one : app == null ? engine.locked() : List.of(Subject.named(app))) {
                try {
                    engine.unlock(one, force).ifPresent(removed::add);
                } catch (BackupException e) {
                    // The others may be removable all the same.
                    refused = refused.or(() -> Optional.of(e));
                }
            }
            tell(removed, refused.isPresent());
            if (refused.isPresent()) {
                throw refused.get();
            }
            return 0;
        }
    }

    private void tell(List<Unlocked> removed, boolean others) {
        if (common.json()) {
            if (!others) {
                new Results(host.output())
                        .document(Map.of(
                                "removed",
                                removed.stream().map(UnlockCommand::fields).toList()));
            }
            return;
        }
        if (!common.summaries()) {
            return;
        }
        for (Unlocked one : removed) {
            host.output()
                    .result("removed the lock of " + one.subject().words() + ": " + one.holder() + "; "
                            + one.gone().orElse("its run may still live, and will end without a backup"));
        }
        if (removed.isEmpty() && !others) {
            common.messages(host).note(app == null ? "there is no lock" : "there is no lock of app " + app);
        }
    }

    private static Map<String, Object> fields(Unlocked one) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("app", one.subject().toString());
        fields.put("holder", one.holder());
        fields.put("alive", one.gone().isEmpty());
        return fields;
    }
}
