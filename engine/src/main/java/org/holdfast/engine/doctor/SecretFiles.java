package org.holdfast.engine.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.engine.doctor.Diagnosis.Severity;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// Whether files that hold secrets, and directories with the clear names of everything, are for their owner alone.
/// Stateless; thread-safe.
public final class SecretFiles {
    private SecretFiles() {}

    /// Looks at a file, or at a directory itself. What does not exist gives no secret away.
    public static Optional<Diagnosis> check(Path path) {
        String where = ByteText.printable(LocalNames.bytesOf(path));
        Set<PosixFilePermission> allowed;
        try {
            if (!Files.exists(path)) {
                return Optional.empty();
            }
            allowed = Files.getPosixFilePermissions(path);
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.of(new Diagnosis(
                    Severity.ADVICE,
                    "cannot tell who may read it (" + e.getClass().getSimpleName() + ")",
                    where,
                    "make sure that nobody else can"));
        }
        String cure = (Files.isDirectory(path) ? "chmod 700 " : "chmod 600 ") + where;
        if (containsAny(allowed, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE)) {
            return Optional.of(new Diagnosis(
                    Severity.DANGER, "others may change it, and so what is backed up, and where to", where, cure));
        }
        boolean open = containsAny(allowed, PosixFilePermission.OTHERS_READ)
                || (Files.isDirectory(path) && containsAny(allowed, PosixFilePermission.OTHERS_EXECUTE));
        return open
                ? Optional.of(new Diagnosis(
                        Severity.WARNING, "everybody on this machine may read it, and it holds secrets", where, cure))
                : Optional.empty();
    }

    private static boolean containsAny(Set<PosixFilePermission> allowed, PosixFilePermission... some) {
        return List.of(some).stream().anyMatch(allowed::contains);
    }
}
