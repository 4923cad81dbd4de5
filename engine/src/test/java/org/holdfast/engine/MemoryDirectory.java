package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/// A temporary directory where nothing waits for a disk, if the system has such a place and room there: for tests of
/// thousands of files, or of runs that each make sure of what they wrote.
final class MemoryDirectory implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");

    /// Three hundred thousand files of a page each, and as much again.
    private static final long ROOM = 3L << 30;

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws Exception {
        return isUsable() ? Files.createTempDirectory(MEMORY, "holdfast") : Files.createTempDirectory("holdfast");
    }

    private static boolean isUsable() throws IOException {
        if (!Files.isWritable(MEMORY)) {
            return false;
        }
        FileStore memory = Files.getFileStore(MEMORY);
        return memory.supportsFileAttributeView("user") && memory.getUsableSpace() >= ROOM;
    }
}
