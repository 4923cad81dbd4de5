package org.holdfast.engine.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a path leads to. Stateless; thread-safe.
public final class RealPath {
    private RealPath() {}

    /// The path with all symbolic links resolved that can be; it need not exist.
    ///
    /// @param path absolute
    public static Path of(Path path) {
        Path parent = path.getParent();
        try {
            if (Files.exists(path) || parent == null) {
                return path.toRealPath();
            }
        } catch (IOException _) {
            return path;
        }
        return of(parent).resolve(path.getFileName());
    }
}
