package org.holdfast.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.engine.CleanupVisitor;
import org.holdfast.engine.Debris;
import org.holdfast.engine.Judged;
import org.holdfast.engine.view.Members;

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
        listing.add(Members.of(debris, fate, reason));
    }

    @Override
    public void judged(Judged backup) {
        totals.add(backup);
        backups.add(Members.of(backup));
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
}
