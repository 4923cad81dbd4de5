package org.holdfast.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/// A temporary directory where nothing waits for a disk, if the system has such a place: for tests of thousands of
/// runs, each of which makes sure of what it wrote.
final class MemoryDirectory implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws Exception {
        boolean usable = Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).supportsFileAttributeView("user");
        return usable ? Files.createTempDirectory(MEMORY, "holdfast") : Files.createTempDirectory("holdfast");
    }
}
