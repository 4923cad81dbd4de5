package org.holdfast.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.holdfast.engine.CleanupVisitor;
import org.holdfast.engine.Debris;
import org.holdfast.engine.Judged;

/// What a cleanup does, as one JSON document. Confined to one thread.
final class CleanupJson implements CleanupVisitor {
    private final Results.Listing listing;
    private final List<Map<String, Object>> backups = new ArrayList<>();
    private final CleanupTotals totals = new CleanupTotals();

    CleanupJson(Results results) {
        this.listing = results.listing("debris");
    }

    @Override
    public void found(Debris debris, Debris.Fate fate, String reason) {
        totals.add(fate);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", lower(debris.kind()));
        fields.put("name", debris.name());
        debris.extent().ifPresent(extent -> putExtent(fields, extent));
        fields.put("since", debris.since());
        fields.put("fate", lower(fate));
        fields.put("reason", reason);
        listing.add(fields);
    }

    @Override
    public void judged(Judged backup) {
        totals.add(backup);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", backup.record().id());
        fields.put("fate", lower(backup.fate()));
        fields.put("reasons", backup.reasons());
        backup.extent().ifPresent(extent -> putExtent(fields, extent));
        backup.billedUntil().ifPresent(until -> fields.put("billedUntil", until));
        backups.add(fields);
    }

    private static void putExtent(Map<String, Object> fields, Debris.Extent extent) {
        fields.put("objects", extent.objects());
        fields.put("bytes", extent.bytes());
    }

    /// Ends the document.
    void end(boolean dryRun, boolean policy) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put(dryRun ? "wouldRemove" : "removed", totals.gone());
        summary.put(dryRun ? "wouldKeep" : "kept", totals.kept());
        Map<String, Object> members = new LinkedHashMap<>();
        if (policy) {
            summary.put(dryRun ? "wouldRemoveBackups" : "removedBackups", totals.backupsGone());
            summary.put(dryRun ? "wouldKeepBackups" : "keptBackups", totals.backupsKept());
            summary.put(totals.shares() ? "bytesAtMost" : "bytes", totals.bytes());
            totals.billedUntil().ifPresent(until -> {
                summary.put("billedBytes", totals.billedBytes());
                summary.put("billedUntil", until);
            });
            members.put("backups", backups);
        }
        members.put("summary", summary);
        listing.end(members);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
