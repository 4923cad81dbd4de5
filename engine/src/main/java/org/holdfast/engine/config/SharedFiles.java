package org.holdfast.engine.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// Looks whether files with secrets are for everybody to read. Immutable.
final class SharedFiles {
    private static final Set<PosixFilePermission> OWNERS =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private final Path file;

    /// @param file the configuration
    SharedFiles(Path file) {
        this.file = file;
    }

    List<String> warnings(List<Place> secrets, List<Path> passwordFiles) {
        List<String> warnings = new ArrayList<>();
        if (!secrets.isEmpty() && isShared(file)) {
            warnings.add("others can read " + shown(file) + ", which has a secret in it (line "
                    + secrets.getFirst().line() + "); chmod 600 it, or take the secret from the environment");
        }
        for (Path passwordFile : passwordFiles.stream().distinct().toList()) {
            if (isShared(passwordFile)) {
                warnings.add("others can read or change the password file " + shown(passwordFile) + "; chmod 600 it");
            }
        }
        return warnings;
    }

    private static boolean isShared(Path file) {
        try {
            return Files.isRegularFile(file) && !OWNERS.containsAll(Files.getPosixFilePermissions(file));
        } catch (IOException | UnsupportedOperationException _) {
            // Who cannot look at it is told when it is needed.
            return false;
        }
    }

    private static String shown(Path path) {
        return ByteText.printable(LocalNames.bytesOf(path));
    }
}
