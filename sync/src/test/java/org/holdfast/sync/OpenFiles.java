package org.holdfast.sync;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What this process has open.
final class OpenFiles {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private OpenFiles() {}

    /// The open files in a directory, once for each descriptor. Aborts the test where nobody can tell.
    static List<Path> in(Path directory) throws IOException {
        assumeTrue(Files.exists(DESCRIPTORS), "open files can be seen under Linux only");
        List<Path> opened = new ArrayList<>();
        try (var descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path descriptor : descriptors) {
                if (Files.isSymbolicLink(descriptor)) {
                    opened.add(Files.readSymbolicLink(descriptor));
                }
            }
        }
        opened.removeIf(path -> !path.startsWith(directory));
        return opened;
    }
}
