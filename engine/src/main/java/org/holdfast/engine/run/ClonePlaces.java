package org.holdfast.engine.run;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.ClonedApp;
import org.holdfast.engine.StoreLocation;
import org.holdfast.engine.config.AppConfig;

/// What a clone must not be written into: the store that its backup comes from, and what the original has. Immutable.
///
/// @param original as the configuration has it; empty if it does not
public record ClonePlaces(StoreLocation location, Optional<AppConfig> original) {
    /// Makes sure that the clone lies apart from all of them.
    ///
    /// @param made every directory that the clone gets
    /// @throws BackupException MISCONFIGURED if one lies in the other
    public void requireApart(Collection<Path> made) throws BackupException {
        Map<Path, String> others = new LinkedHashMap<>();
        if (location instanceof StoreLocation.Directory directory) {
            others.put(directory.path(), "the store");
        }
        if (original.isPresent()) {
            String whose = " of app " + original.get().id();
            others.put(original.get().data(), "the data" + whose);
            original.get()
                    .directories()
                    .forEach((name, path) -> others.put(path, "the directory \"" + name + "\"" + whose));
        }
        for (Map.Entry<Path, String> other : others.entrySet()) {
            for (Path one : made) {
                ClonedApp.requireApart(one, other.getKey(), other.getValue());
            }
        }
    }
}
