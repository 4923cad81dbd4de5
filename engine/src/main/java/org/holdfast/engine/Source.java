package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// What of a request can be checked before anything is opened.
final class Source {
    private Source() {}

    /// @throws BackupException MISCONFIGURED as [BackupRequest#check]
    static void check(BackupRequest request, StoreLocation location) throws IOException {
        request.checkVersion();
        request.content().check();
        if (!(location instanceof StoreLocation.Directory directory)) {
            return;
        }
        Path store = realPath(directory.path());
        for (Map.Entry<String, Path> source : request.content().named().entrySet()) {
            if (store.startsWith(source.getValue().toRealPath())) {
                throw new BackupException(
                        Failure.MISCONFIGURED,
                        "the store " + directory + " lies inside "
                                + source.getKey().replaceAll(",$", ""),
                        "choose a store outside of it, or the backup would back up itself");
            }
        }
    }

    /// The real path of what may not exist yet.
    static Path realPath(Path path) throws IOException {
        Path absolute = path.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        if (Files.exists(absolute) || parent == null) {
            return absolute.toRealPath();
        }
        return realPath(parent).resolve(absolute.getFileName());
    }
}
