package org.holdfast.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where an app is set up from a backup.
final class AppTarget {
    @Option(
            names = "--target",
            required = true,
            paramLabel = "DIR",
            description = "Where the app's files go; empty, or made if it is missing.")
    private String target = "";

    @Option(
            names = "--dump-dir",
            paramLabel = "DIR",
            description = "Where config.json and dumps go. Default: they are left out.")
    private @Nullable String dumpDirectory;

    @Option(names = "--ignore-owners", description = "Go on where files cannot get the owners that they had.")
    private boolean ignoreOwners;

    Path directory() {
        return Stores.path(target);
    }

    Optional<Path> dumpDirectory() {
        return Optional.ofNullable(dumpDirectory).map(Stores::path);
    }

    boolean ignoreOwners() {
        return ignoreOwners;
    }
}
