package org.holdfast.engine.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.engine.AppId;

/// An app, whose directories and dumps are backed up together.
///
/// @param version of the app, which a restore must match
/// @param data the directory of its files
/// @param exclude patterns as in a gitignore file, relative to `data`
/// @param directories more directories, by the name that each has in the backup
/// @param automatic whether runs for all apps take it too
public record AppConfig(
        AppId id,
        String version,
        Path data,
        List<String> exclude,
        Map<String, Path> directories,
        HooksConfig hooks,
        boolean automatic) {
    public AppConfig {
        exclude = List.copyOf(exclude);
        directories = Collections.unmodifiableMap(new LinkedHashMap<>(directories));
    }
}
