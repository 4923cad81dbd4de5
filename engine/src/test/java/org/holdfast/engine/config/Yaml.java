package org.holdfast.engine.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.holdfast.engine.BackupException;

/// What becomes of text that stands in a file.
final class Yaml {
    private Yaml() {}

    static Configuration read(String text, Map<String, String> environment) throws BackupException {
        return new ConfigurationReader(environment).parse(Path.of("/etc/holdfast/holdfast.yaml"), text);
    }

    static Configuration read(String text) throws BackupException {
        return read(text, Map.of());
    }

    /// Every mistake, as `LINE: KEY: MESSAGE`.
    static List<String> mistakes(String text, Map<String, String> environment) {
        try {
            read(text, environment);
            return List.of();
        } catch (BackupException e) {
            return e.details().stream()
                    .map(line -> line.replaceFirst("^holdfast\\.yaml:", ""))
                    .toList();
        }
    }

    static List<String> mistakes(String text) {
        return mistakes(text, Map.of());
    }
}
