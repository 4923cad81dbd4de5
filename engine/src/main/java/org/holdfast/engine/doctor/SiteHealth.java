package org.holdfast.engine.doctor;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.SiteInspection;
import org.holdfast.engine.SiteStep;
import org.holdfast.engine.StoreLocation;
import org.holdfast.engine.doctor.Diagnosis.Severity;

/// What is wrong with a site as such. Stateless; thread-safe.
public final class SiteHealth {
    private SiteHealth() {}

    /// Looks at a site without writing to it: whether it keeps anything, what a bucket's lifecycle rules do to backups,
    /// and whether it keeps what was deleted.
    ///
    /// @param site its name
    /// @throws BackupException if the site cannot be asked
    public static List<Diagnosis> check(String site, StoreLocation location, SiteInspection inspection)
            throws BackupException {
        List<Diagnosis> found = new ArrayList<>();
        switch (location) {
            case StoreLocation.Nowhere _ ->
                found.add(new Diagnosis(
                        Severity.DANGER,
                        "it keeps nothing at all, and every backup to it succeeds",
                        site,
                        "give the site a bucket or a directory, or remove it"));
            case StoreLocation.Directory _ -> {}
            case StoreLocation.Bucket _ -> inspection.rules(step -> add(found, site, step));
        }
        return found;
    }

    private static void add(List<Diagnosis> found, String site, SiteStep step) {
        Severity severity =
                switch (step.verdict()) {
                    case OK, SKIPPED -> null;
                    case WARNING -> Severity.WARNING;
                    case FAILED -> Severity.DANGER;
                };
        if (severity != null) {
            String cure = step.hint().isEmpty() ? "holdfast site check tells more" : step.hint();
            found.add(new Diagnosis(severity, step.name() + ": " + step.detail(), site, cure));
        }
    }
}
