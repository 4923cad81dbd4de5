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

    /// Guarded by this.
    private boolean unreadable;

    public StateFile(Path file) {
        this.file = file;
    }

    /// What it holds; nothing if there is none, or it is damaged: it can be done without.
    public synchronized Map<String, Object> read() throws IOException {
        unreadable = false;
        try {
            return Json.object(Files.readAllBytes(file), file.toString());
        } catch (NoSuchFileException _) {
            return Map.of();
        } catch (BackupException _) {
            unreadable = true;
            return Map.of();
        } catch (IOException e) {
            unreadable = true;
            throw e;
        }
    }

    /// Replaces it; survives a power cut from then on. What could not be read is laid aside, with `.unreadable` behind
    /// its name.
    public synchronized void write(Map<String, Object> members) throws IOException {
        if (unreadable) {
            Path aside = file.resolveSibling(file.getFileName() + ".unreadable");
            Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            unreadable = false;
        }
        PrivateFile.replace(file, Json.pretty(members));
    }
}
