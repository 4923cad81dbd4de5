package org.holdfast.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.CleanupRequest;
import org.holdfast.engine.Debris;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "cleanup",
        description = {
            "Remove what runs that were killed have left in a store: backups that were never finished or only half"
                    + " removed, and uploads that never ended. Never removes a backup. Needs no password.",
            "What belongs to an app that is being backed up from this machine is left alone."
        },
        footer = {"", "Example:", "  holdfast backup cleanup --from /mnt/disk/backups --dry-run"})
final class CleanupCommand implements HoldfastCommand {
    @Mixin
    private final CommonOptions common = new CommonOptions();

    @Mixin
    private final StoreOption store = new StoreOption();

    @Option(names = "--dry-run", description = "Only show what would be removed.")
    private boolean dryRun;

    @Option(
            names = "--older-than",
            paramLabel = "AGE",
            converter = Choice.OfAge.class,
            description = {
                "How old an upload or an unfinished backup must be to count as given up: 90s, 30m, 24h, 7d."
                        + " Default: 24h.",
                "With 0s, backups that other machines make at this moment fail."
            })
    private Duration olderThan = CleanupRequest.DEFAULT_AGE;

    private final Host host;

    CleanupCommand(Host host) {
        this.host = host;
    }

    @Override
    public CommonOptions common() {
        return common;
    }

    @Override
    public Integer call() throws IOException {
        try (BackupEngine engine = new Stores(host, common).open(store)) {
            CleanupRequest request = new CleanupRequest(olderThan, dryRun);
            if (common.json()) {
                json(engine, request);
            } else {
                text(engine, request);
            }
            return 0;
        }
    }

    /// How much there was of each fate. Confined to the thread of the command.
    private static final class Count {
        private long gone;
        private long kept;

        void add(Debris.Fate fate) {
            switch (fate) {
                case REMOVED, REMOVABLE -> gone++;
                case KEPT -> kept++;
            }
        }
    }

    private void text(BackupEngine engine, CleanupRequest request) throws BackupException {
        Count count = new Count();
        engine.cleanUp(
                request,
                (debris, fate, reason) -> {
                    count.add(fate);
                    String why = reason.isEmpty() ? "" : "; " + reason;
                    host.output().result(done(fate) + " " + describe(debris) + why);
                },
                common.progress(host));
        if (!common.summaries()) {
            return;
        }
        if (count.gone + count.kept == 0) {
            common.messages(host).note("there is nothing to clean up");
            return;
        }
        host.output()
                .result(
                        dryRun
                                ? "would remove " + count.gone + ", keep " + count.kept + "; nothing was removed"
                                : "removed " + count.gone + ", kept " + count.kept);
    }

    private static String done(Debris.Fate fate) {
        return switch (fate) {
            case REMOVED -> "removed";
            case REMOVABLE -> "would remove";
            case KEPT -> "kept";
        };
    }

    private static String describe(Debris debris) {
        String kind =
                switch (debris.kind()) {
                    case UNFINISHED_BACKUP -> "unfinished backup";
                    case HALF_REMOVED_BACKUP -> "half removed backup";
                    case STRAY_MANIFEST -> "manifest of no backup";
                    case UNRECORDED_DATA -> "data without a record";
                    case UNFINISHED_UPLOAD -> "unfinished upload";
                };
        String extent = debris.extent()
                .map(it ->
                        it.objects() + (it.objects() == 1 ? " object, " : " objects, ") + Text.size(it.bytes()) + ", ")
                .orElse("");
        return kind + " " + debris.name() + " (" + extent + "from " + Text.time(debris.since()) + ")";
    }

    private void json(BackupEngine engine, CleanupRequest request) throws BackupException {
        Count count = new Count();
        Results.Listing listing = new Results(host.output()).listing("debris");
        engine.cleanUp(
                request,
                (debris, fate, reason) -> {
                    count.add(fate);
                    listing.add(fields(debris, fate, reason));
                },
                common.progress(host));
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put(dryRun ? "wouldRemove" : "removed", count.gone);
        summary.put(dryRun ? "wouldKeep" : "kept", count.kept);
        listing.end("summary", summary);
    }

    private static Map<String, Object> fields(Debris debris, Debris.Fate fate, String reason) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", lower(debris.kind()));
        fields.put("name", debris.name());
        debris.extent().ifPresent(extent -> {
            fields.put("objects", extent.objects());
            fields.put("bytes", extent.bytes());
        });
        fields.put("since", debris.since());
        fields.put("fate", lower(fate));
        fields.put("reason", reason);
        return fields;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
