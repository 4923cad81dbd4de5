package org.holdfast.server.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Json;
import org.holdfast.engine.state.PrivateFile;

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

    /// Replaces it; survives a power cut from then on.
    public synchronized void write(Map<String, Object> members) throws IOException {
        PrivateFile.replace(file, Json.pretty(members));
    }
}
