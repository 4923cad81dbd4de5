package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// Makes sure that a disk is there before anything is written to where it belongs. Stateless.
final class RequiredMount {
    private RequiredMount() {}

    /// @throws BackupException UNREACHABLE if `directory` is, or would be made, on the file system of `/`
    static void check(StoreLocation.Directory directory) throws IOException {
        Path there = directory.path().toAbsolutePath();
        while (!Files.exists(there)) {
            there = Objects.requireNonNull(there.getParent());
        }
        if (Files.getAttribute(there, "unix:dev").equals(Files.getAttribute(Path.of("/"), "unix:dev"))) {
            throw new BackupException(
                    Failure.UNREACHABLE,
                    "no disk is mounted at the store " + directory + ", which requires one",
                    "mount it; if the store may lie on the system's own disk, remove requireMount");
        }
    }
}
