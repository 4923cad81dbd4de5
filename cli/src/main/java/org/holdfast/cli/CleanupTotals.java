package org.holdfast.cli;

import java.time.Instant;
import java.util.Optional;
import org.holdfast.engine.Debris;
import org.holdfast.engine.Judged;

/// How much a cleanup did. Confined to one thread.
final class CleanupTotals {
    private long gone;
    private long kept;
    private long failed;
    private long backupsGone;
    private long backupsKept;
    private long bytes;
    private long billedBytes;
    private boolean shares;
    private Optional<Instant> billedUntil = Optional.empty();

    void add(Debris.Fate fate) {
        switch (fate) {
            case REMOVED, REMOVABLE -> gone++;
            case KEPT -> kept++;
            case FAILED -> failed++;
        }
    }

    void add(Judged backup) {
        switch (backup.fate()) {
            case REMOVED, REMOVABLE -> addGone(backup);
            case KEPT, FAILED -> backupsKept++;
        }
    }

    private void addGone(Judged backup) {
        backupsGone++;
        long size = backup.extent().map(Debris.Extent::bytes).orElse(0L);
        bytes += size;
        shares |= backup.shares();
        backup.billedUntil().ifPresent(until -> {
            billedBytes += size;
            billedUntil = billedUntil.filter(until::isBefore).or(() -> Optional.of(until));
        });
    }

    /// How many things there were besides backups.
    long found() {
        return gone + kept + failed;
    }

    long gone() {
        return gone;
    }

    /// How many things besides backups are still there.
    long kept() {
        return kept + failed;
    }

    long backupsGone() {
        return backupsGone;
    }

    /// How many backups are still there.
    long backupsKept() {
        return backupsKept;
    }

    /// What the backups took that went.
    long bytes() {
        return bytes;
    }

    /// Whether other backups may share some of it, so that it is not freed.
    boolean shares() {
        return shares;
    }

    /// How much of it the provider charges for all the same.
    long billedBytes() {
        return billedBytes;
    }

    /// Until when it does for the last of it.
    Optional<Instant> billedUntil() {
        return billedUntil;
    }
}
