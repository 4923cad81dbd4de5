package org.holdfast.server.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Json;

/// A small JSON object in the state directory, replaced as a whole. Thread-safe.
public final class StateFile {
    private final Path file;

    public StateFile(Path file) {
        this.file = file;
    }

    /// What it holds; nothing if there is none, or it is damaged: it can be done without.
    public synchronized Map<String, Object> read() throws IOException {
        try {
            return Json.object(Files.readAllBytes(file), file.toString());
        } catch (NoSuchFileException | BackupException _) {
            return Map.of();
        }
    }

    /// Lays what cannot be read aside, with `.unreadable` behind its name, so that the next write does not replace it.
    ///
    /// @return where it lies now
    public synchronized Path layAside() throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".unreadable");
        Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return aside;
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Replaces it; survives a power cut from then on.
    public synchronized void write(Map<String, Object> members) throws IOException {
        Path directory = java.util.Objects.requireNonNull(file.getParent());
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path written = Files.createTempFile(
                directory,
                ".state-",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(Json.pretty(members));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(directory);
        } finally {
            Files.deleteIfExists(written);
        }
    }
}
