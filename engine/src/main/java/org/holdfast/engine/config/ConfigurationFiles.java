package org.holdfast.engine.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;

/// Where configurations are looked for. Immutable.
///
/// @param environment all variables that are not empty, as lossless text
public record ConfigurationFiles(Map<String, String> environment) {
    private static final String NAME = "holdfast.yaml";

    public ConfigurationFiles {
        environment = Map.copyOf(environment);
    }

    /// The one to use: the one that somebody named, there or not; else the first of [#usual()] that is there.
    ///
    /// @param named by an option
    public Optional<Path> find(Optional<Path> named) {
        return named.or(this::ofVariable)
                .or(() -> usual().stream().filter(Files::exists).findFirst());
    }

    /// Where a new one is written.
    public Path forNew(Optional<Path> named) {
        return find(named).orElseGet(() -> usual().getFirst());
    }

    /// Where one is looked for if nobody names one, in that order.
    public List<Path> usual() {
        List<Path> usual = new ArrayList<>();
        String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
        String home = environment.getOrDefault("HOME", "");
        if (!xdg.isEmpty()) {
            usual.add(path(xdg).resolve("holdfast").resolve(NAME));
        } else if (!home.isEmpty()) {
            usual.add(path(home).resolve(".config/holdfast").resolve(NAME));
        }
        usual.add(Path.of("/etc/holdfast").resolve(NAME));
        return usual;
    }

    private Optional<Path> ofVariable() {
        return Optional.ofNullable(environment.get("HOLDFAST_CONFIG")).map(ConfigurationFiles::path);
    }

    private static Path path(String text) {
        return LocalNames.path(ByteText.encode(text)).toAbsolutePath();
    }
}
