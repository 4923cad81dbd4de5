package org.holdfast.backends.filesystem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.holdfast.backends.PermanentStoreException;
import org.jspecify.annotations.Nullable;

/// Whether a directory is on a disk that was mounted, or on that of the system. Stateless.
final class Mount {
    private static final String DEVICE = "unix:dev";

    private Mount() {}

    /// To be called before anything is written.
    ///
    /// @throws PermanentStoreException if the settings require a mount and there is none
    static void check(FileSettings settings) throws IOException {
        if (!settings.requireMount()) {
            return;
        }
        Path there = existing(settings.root().toAbsolutePath());
        Path system = there.getRoot();
        try {
            if (device(there).equals(device(system))) {
                throw new PermanentStoreException(
                        "nothing is mounted at " + FileErrors.shown(settings.root()) + ": it is on the disk of "
                                + FileErrors.shown(system),
                        "mount the disk there, or leave requireMount away if it is meant to be on that disk",
                        null);
            }
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            throw new PermanentStoreException(
                    "this system does not tell what is mounted at " + FileErrors.shown(settings.root()),
                    "leave requireMount away",
                    e);
        }
    }

    private static Object device(Path path) throws IOException {
        try {
            return Files.getAttribute(path, DEVICE);
        } catch (IOException e) {
            throw FileErrors.translate("look at", path, e);
        }
    }

    /// The directory itself or, where it is to be made, what it will be in.
    private static Path existing(Path path) {
        Path there = path;
        @Nullable Path parent = there.getParent();
        while (!Files.exists(there) && parent != null) {
            there = parent;
            parent = there.getParent();
        }
        return there;
    }
}
