package org.holdfast.engine;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.holdfast.sync.TargetTree.Overwrite;

/// What to restore and where to.
///
/// @param target gets what lies under `data/`, or everything if `raw`
/// @param directories where mapped directories go to, by their names at the top of the backup; those that are
///     not named are treated as dumps
/// @param dumpDirectory gets `config.json` and dumps; absent to leave them out
/// @param patterns which entries, see [Selection]; none for all
/// @param overwrite what happens to what is in the target already
/// @param deleteOthers whether what is in the target and not in the backup is removed
/// @param raw whether the target gets the backup's own layout
/// @param acceptDamaged whether to restore what can be read of a backup that is damaged
public record RestoreRequest(
        Path target,
        SortedMap<String, Path> directories,
        Optional<Path> dumpDirectory,
        List<String> patterns,
        Overwrite overwrite,
        boolean deleteOthers,
        boolean raw,
        boolean acceptDamaged) {
    public RestoreRequest {
        directories = Collections.unmodifiableSortedMap(new TreeMap<>(directories));
        patterns = List.copyOf(patterns);
    }

    /// Without mapped directories.
    public RestoreRequest(
            Path target,
            Optional<Path> dumpDirectory,
            List<String> patterns,
            Overwrite overwrite,
            boolean deleteOthers,
            boolean raw) {
        this(target, new TreeMap<>(), dumpDirectory, patterns, overwrite, deleteOthers, raw, false);
    }

    RestoreRequest withDumpDirectory(Path directory) {
        return new RestoreRequest(
                target, directories, Optional.of(directory), patterns, overwrite, deleteOthers, raw, acceptDamaged);
    }

    /// The same that goes on without what is damaged.
    public RestoreRequest acceptingDamaged() {
        return new RestoreRequest(target, directories, dumpDirectory, patterns, overwrite, deleteOthers, raw, true);
    }
}
