package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.holdfast.names.BytePath;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;
import org.holdfast.sync.SourceTree;

/// What goes into a backup of an app: its data directory under `data/`, beside it `config.json`.
final class Source {
    private static final String CONFIG = "config.json";

    private Source() {}

    /// @throws BackupException MISCONFIGURED if the directory is missing or no directory, or the store lies inside it
    static void check(BackupRequest request, StoreLocation location) throws IOException {
        request.checkVersion();
        Path source = request.source();
        String shown = ByteText.printable(LocalNames.bytesOf(source));
        if (!Files.exists(source)) {
            throw new BackupException(
                    Failure.MISCONFIGURED, "the source " + shown + " does not exist", "name an existing directory");
        }
        if (!Files.isDirectory(source)) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "the source " + shown + " is not a directory",
                    "name the directory it is in");
        }
        if (location instanceof StoreLocation.Directory directory
                && realPath(directory.path()).startsWith(source.toRealPath())) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "the store " + directory + " lies inside the source " + shown,
                    "choose a store outside of it, or the backup would back up itself");
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

    /// The tree to back up. `config.json` is rewritten only when it says something new, so that it counts as changed
    /// only then.
    static SourceTree tree(BackupRequest request, Path staging) throws IOException {
        StateDirectory.create(staging);
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("id", request.app().toString());
        config.put("name", request.app().toString());
        config.put("version", request.version());
        byte[] bytes = Json.pretty(config);
        Path file = staging.resolve(CONFIG);
        if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), bytes)) {
            Path written = staging.resolveSibling(CONFIG + ".new");
            Files.write(written, bytes);
            Files.move(written, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        }
        TreeMap<BytePath, Path> mounts = new TreeMap<>();
        mounts.put(BytePath.ROOT, staging);
        mounts.put(Selection.DATA, request.source());
        return SourceTree.of(mounts);
    }
}
