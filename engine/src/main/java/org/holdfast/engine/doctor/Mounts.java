package org.holdfast.engine.doctor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.holdfast.engine.doctor.Diagnosis.Severity;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// Whether the disk of a site in a directory is there. Stateless; thread-safe.
public final class Mounts {
    private Mounts() {}

    /// Looks for a mount that is missing, and for one that nobody insists on.
    ///
    /// @param store the site's directory, absolute, without symbolic links; need not exist
    /// @param required whether the site says `requireMount`
    public static List<Diagnosis> check(Path store, boolean required, MountTable mounts) {
        String where = shown(store);
        Optional<Path> missing = mounts.missing(store);
        if (missing.isPresent()) {
            return List.of(new Diagnosis(
                    Severity.DANGER,
                    shown(missing.get()) + " is in /etc/fstab, but nothing is mounted there"
                            + (required ? "" : "; backups would fill the disk below it"),
                    where,
                    "mount " + shown(missing.get()) + (required ? "" : ", and set requireMount: true")));
        }
        boolean onRoot =
                mounts.of(store).map(mount -> mount.place().getNameCount() == 0).orElse(true);
        if (required && onRoot) {
            return List.of(new Diagnosis(
                    Severity.DANGER,
                    "requireMount is set, but no disk is mounted there or above",
                    where,
                    "mount the disk; backups to this site fail until then"));
        }
        if (!required && !onRoot) {
            return List.of(new Diagnosis(
                    Severity.ADVICE,
                    "it is on a disk of its own; without that, backups would silently fill the directory below it",
                    where,
                    "set requireMount: true"));
        }
        return List.of();
    }

    private static String shown(Path path) {
        return ByteText.printable(LocalNames.bytesOf(path));
    }
}
