package org.holdfast.engine.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.engine.CleanupRequest;
import org.holdfast.engine.CleanupVisitor;
import org.holdfast.engine.Debris;
import org.holdfast.engine.doctor.Diagnosis.Severity;

/// Collects what a dry run of a cleanup finds on one site: uploads that never ended, and what is left of backups. Both
/// cost money unseen. To be handed to `BackupEngine.cleanUp`, then asked. Confined to one thread.
public final class StrayUploads implements CleanupVisitor {
    private final String site;
    private final Instant now;
    private int uploads;
    private int others;
    private long bytes;
    private Instant oldest = Instant.MAX;

    public StrayUploads(String site, Instant now) {
        this.site = site;
        this.now = now;
    }

    /// The cleanup to hear of: of everything that is old enough, and without removing it.
    public static CleanupRequest request() {
        return new CleanupRequest(CleanupRequest.DEFAULT_AGE, true);
    }

    @Override
    public void found(Debris debris, Debris.Fate fate, String reason) {
        switch (fate) {
            case KEPT -> {}
            case REMOVED, REMOVABLE, FAILED -> count(debris);
        }
    }

    private void count(Debris debris) {
        if (debris.kind() == Debris.Kind.UNFINISHED_UPLOAD) {
            uploads++;
        } else {
            others++;
        }
        bytes += debris.extent().map(Debris.Extent::bytes).orElse(0L);
        oldest = debris.since().isBefore(oldest) ? debris.since() : oldest;
    }

    /// What was found to be wrong.
    public List<Diagnosis> diagnoses() {
        if (uploads + others == 0) {
            return List.of();
        }
        List<String> parts = new ArrayList<>();
        if (uploads > 0) {
            parts.add(uploads + (uploads == 1 ? " unfinished upload" : " unfinished uploads"));
        }
        if (others > 0) {
            parts.add("what is left of " + others + (others == 1 ? " backup" : " backups"));
        }
        String size = bytes == 0 ? "" : " (" + bytes + " bytes)";
        long days = Duration.between(oldest, now).toDays();
        return List.of(new Diagnosis(
                Severity.WARNING,
                String.join(" and ", parts) + size + (uploads + others == 1 ? " takes" : " take")
                        + " room and may cost money; the oldest is " + days
                        + (days == 1 ? " day" : " days") + " old",
                site,
                "holdfast backup cleanup --site " + site));
    }
}
