package org.holdfast.engine.doctor;

import java.util.List;
import java.util.Optional;
import org.holdfast.engine.BackupRecord;
import org.holdfast.engine.doctor.Diagnosis.Severity;
import org.holdfast.engine.verify.Verification.Damage;

/// Backups of which a verification found that something is wrong with them, and none that it is not. Stateless;
/// thread-safe.
public final class DamagedBackups {
    private DamagedBackups() {}

    /// Looks at all backups of a site.
    public static List<Diagnosis> check(String site, List<BackupRecord> records) {
        return records.stream()
                .filter(record -> record.state() == BackupRecord.State.NORMAL)
                .flatMap(record -> damage(record).map(damage -> diagnosis(site, record, damage)).stream())
                .toList();
    }

    private static Optional<Damage> damage(BackupRecord record) {
        return record.verification().flatMap(it -> it.damage());
    }

    private static Diagnosis diagnosis(String site, BackupRecord record, Damage damage) {
        return new Diagnosis(
                Severity.DANGER,
                "the backup " + record.id() + " is damaged: " + damage.findings()
                        + (damage.findings() == 1 ? " finding" : " findings") + " when it was verified, "
                        + damage.found(),
                site,
                "see what, and what to do: holdfast backup verify " + record.id() + " --site " + site
                        + (damage.deep() ? " --read-data" : ""));
    }
}
