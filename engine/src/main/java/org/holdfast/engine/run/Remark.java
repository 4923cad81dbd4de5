package org.holdfast.engine.run;

import java.util.Optional;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.engine.doctor.Diagnosis;
import org.holdfast.engine.doctor.Diagnosis.Severity;

/// What others said, as a diagnosis. Stateless; thread-safe.
final class Remark {
    private Remark() {}

    /// A line of the form `WHAT; CURE`.
    static Diagnosis warning(String line, String where) {
        int end = line.indexOf("; ");
        return end < 0
                ? new Diagnosis(Severity.WARNING, line, where, "see docs/configuration.md")
                : new Diagnosis(Severity.WARNING, line.substring(0, end), where, line.substring(end + 2));
    }

    /// What kept a site from being looked at.
    ///
    /// @throws BackupException if it was an interrupt, which ends everything
    static Diagnosis failure(BackupException e, String site) throws BackupException {
        if (e.failure() == Failure.INTERRUPTED) {
            throw e;
        }
        String cure = Optional.of(e.hint())
                .filter(hint -> !hint.isEmpty())
                .orElse("\"holdfast site check " + site + "\" tells more");
        return new Diagnosis(Severity.DANGER, String.valueOf(e.getMessage()), site, cure);
    }
}
