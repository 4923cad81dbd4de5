package org.holdfast.cli;

import java.time.Instant;
import java.util.Locale;
import java.util.function.Consumer;
import org.holdfast.engine.CleanupVisitor;
import org.holdfast.engine.Debris;
import org.holdfast.engine.Judged;
import org.holdfast.engine.notify.SizeText;

/// What a cleanup does, as lines for people. Confined to one thread.
final class CleanupText implements CleanupVisitor {
    private final Consumer<String> output;
    private final boolean namesKept;
    private final CleanupTotals totals = new CleanupTotals();

    /// @param output takes lines
    /// @param namesKept whether backups are named that are kept
    CleanupText(Consumer<String> output, boolean namesKept) {
        this.output = output;
        this.namesKept = namesKept;
    }

    CleanupTotals totals() {
        return totals;
    }

    @Override
    public void found(Debris debris, Debris.Fate fate, String reason) {
        totals.add(fate);
        String why = reason.isEmpty() ? "" : "; " + reason;
        output.accept(done(fate) + " " + describe(debris) + why);
    }

    @Override
    public void judged(Judged backup) {
        totals.add(backup);
        if (backup.fate() == Debris.Fate.KEPT && !namesKept) {
            return;
        }
        String billed = backup.billedUntil()
                .map(until -> "; billed until " + day(until))
                .orElse("");
        output.accept(done(backup.fate()) + " " + backup.record().id()
                + backup.extent().map(it -> " (" + extent(it) + ")").orElse("") + ": "
                + String.join("; ", backup.reasons()) + billed);
    }

    private static String day(Instant instant) {
        return instant.toString().substring(0, "2026-11-20".length());
    }

    private static String done(Debris.Fate fate) {
        return switch (fate) {
            case REMOVED -> "removed";
            case REMOVABLE -> "would remove";
            case KEPT -> "kept";
            case FAILED -> "could not remove";
        };
    }

    private static String extent(Debris.Extent extent) {
        return extent.objects() + (extent.objects() == 1 ? " object, " : " objects, ") + SizeText.of(extent.bytes());
    }

    private static String describe(Debris debris) {
        String kind =
                switch (debris.kind()) {
                    case UNFINISHED_BACKUP -> "unfinished backup";
                    case HALF_REMOVED_BACKUP -> "half removed backup";
                    case STRAY_MANIFEST -> "manifest of no backup";
                    case UNRECORDED_DATA -> "data without a record";
                    case UNFINISHED_UPLOAD -> "unfinished upload";
                    case WORKING_COPY -> "working copy of a removed app";
                    case EMPTY_DIRECTORY -> "empty directory";
                };
        if (debris.kind() == Debris.Kind.EMPTY_DIRECTORY) {
            return kind + " " + debris.name();
        }
        String extent = debris.extent().map(it -> extent(it) + ", ").orElse("");
        return kind + " " + debris.name() + " (" + extent + "from " + Text.time(debris.since()) + ")";
    }

    /// Says in the end how much it was.
    void summarize(boolean dryRun, boolean policy) {
        if (totals.found() > 0 || !policy) {
            output.accept(
                    dryRun
                            ? "would remove " + totals.gone() + ", keep " + totals.kept() + "; nothing was removed"
                            : "removed " + totals.gone() + ", kept " + totals.kept());
        }
        if (policy) {
            output.accept(backups(dryRun));
        }
    }

    private String backups(boolean dryRun) {
        String freed = totals.backupsGone() == 0
                ? ""
                : " (" + (totals.shares() ? "up to " : "") + SizeText.of(totals.bytes()) + ")";
        String billed = totals.billedUntil()
                .map(until -> String.format(
                        Locale.ROOT,
                        "; %s of it billed all the same, the last until %s",
                        SizeText.of(totals.billedBytes()),
                        day(until)))
                .orElse("");
        String count = totals.backupsGone() + (totals.backupsGone() == 1 ? " backup" : " backups") + freed;
        return dryRun
                ? "would remove " + count + ", keep " + totals.backupsKept() + billed + "; nothing was removed"
                : "removed " + count + ", kept " + totals.backupsKept() + billed;
    }
}
