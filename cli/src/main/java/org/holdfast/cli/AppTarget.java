package org.holdfast.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.RestorePlaces;
import org.holdfast.engine.config.AppConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Where an app is set up from a backup.
final class AppTarget {
    @Option(
            names = "--target",
            required = true,
            paramLabel = "DIR",
            description = "Where the app's files go; empty, or made if it is missing.")
    private String target = "";

    @Mixin
    private final DirectoryOption directories = new DirectoryOption();

    @Option(
            names = "--dump-dir",
            paramLabel = "DIR",
            description = "Where config.json, dumps and all else without a place go. Default: they are left out.")
    private @Nullable String dumpDirectory;

    @Option(names = "--ignore-owners", description = "Go on where files cannot get the owners that they had.")
    private boolean ignoreOwners;

    /// Mapped directories go where the options say, else where the configuration has them.
    ///
    /// @param app the app that is set up, if the configuration knows it
    RestorePlaces places(Optional<AppConfig> app) throws BackupException {
        TreeMap<String, Path> mapped =
                new TreeMap<>(app.map(AppConfig::directories).orElse(Map.of()));
        mapped.putAll(directories.places());
        return new RestorePlaces(
                Stores.path(target), mapped, Optional.ofNullable(dumpDirectory).map(Stores::path));
    }

    boolean ignoreOwners() {
        return ignoreOwners;
    }
}
