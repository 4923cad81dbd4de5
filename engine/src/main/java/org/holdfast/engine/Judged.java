package org.holdfast.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A backup that a retention policy was applied to.
///
/// @param reasons why it is kept, or goes; for people
/// @param extent what it takes; only of one that goes
/// @param shares whether other backups may share some of that, which is not freed then
/// @param billedUntil until when a provider charges for it although it goes; empty if it does not
public record Judged(
        BackupRecord record,
        Debris.Fate fate,
        List<String> reasons,
        Optional<Debris.Extent> extent,
        boolean shares,
        Optional<Instant> billedUntil) {
    public Judged {
        reasons = List.copyOf(reasons);
    }

    static Judged kept(BackupRecord record, List<String> reasons) {
        return new Judged(record, Debris.Fate.KEPT, reasons, Optional.empty(), false, Optional.empty());
    }
}
