package org.holdfast.server.work;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.engine.CleanupVisitor;
import org.holdfast.engine.Debris;
import org.holdfast.engine.Judged;
import org.holdfast.engine.view.Members;

/// What a cleanup did, or would do. Confined to one thread.
public final class CleanupReport implements CleanupVisitor {
    /// Of each list, for programs; the log tells of all.
    private static final int MOST = 200;

    private final List<Map<String, Object>> debris = new ArrayList<>();
    private final List<Map<String, Object>> backups = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private long debrisTotal;
    private long gone;
    private long kept;
    private long bytes;
    private boolean shares;

    CleanupReport() {}

    @Override
    public void found(Debris found, Debris.Fate fate, String reason) {
        debrisTotal++;
        if (debris.size() < MOST) {
            debris.add(Members.of(found, fate, reason));
        }
        lines.add(Members.lower(fate) + ": " + Members.lower(found.kind()).replace('_', ' ') + " " + found.name()
                + (reason.isEmpty() ? "" : ": " + reason));
    }

    @Override
    public void judged(Judged backup) {
        if (backups.size() < MOST) {
            backups.add(Members.of(backup));
        }
        switch (backup.fate()) {
            case REMOVED, REMOVABLE -> {
                gone++;
                bytes += backup.extent().map(Debris.Extent::bytes).orElse(0L);
                shares |= backup.shares();
                lines.add(Members.lower(backup.fate()) + ": " + backup.record().id() + ": "
                        + String.join("; ", backup.reasons()));
            }
            case KEPT, FAILED -> kept++;
        }
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /// One line for people.
    public String summary(boolean preview) {
        return gone
                + (gone == 1 ? " backup" : " backups")
                + (preview ? " would be removed, " : " removed, ")
                + kept
                + (preview ? " would be kept" : " kept");
    }

    /// For programs.
    public Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("backups", backups);
        members.put("debris", debris);
        members.put("debrisTotal", debrisTotal);
        members.put("gone", gone);
        members.put("kept", kept);
        members.put("bytes", bytes);
        members.put("shares", shares);
        return members;
    }
}
