package org.holdfast.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.holdfast.sync.TargetTree;
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
/// @param exact whether no link may lead to any of the directories; they are absolute and normalized then
public record RestoreRequest(
        Path target,
        SortedMap<String, Path> directories,
        Optional<Path> dumpDirectory,
        List<String> patterns,
        Overwrite overwrite,
        boolean deleteOthers,
        boolean raw,
        boolean acceptDamaged,
        boolean exact) {
    public RestoreRequest {
        directories = Collections.unmodifiableSortedMap(new TreeMap<>(directories));
        patterns = List.copyOf(patterns);
    }

    /// To wherever links lead.
    public RestoreRequest(
            Path target,
            SortedMap<String, Path> directories,
            Optional<Path> dumpDirectory,
            List<String> patterns,
            Overwrite overwrite,
            boolean deleteOthers,
            boolean raw,
            boolean acceptDamaged) {
        this(target, directories, dumpDirectory, patterns, overwrite, deleteOthers, raw, acceptDamaged, false);
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
                target,
                directories,
                Optional.of(directory),
                patterns,
                overwrite,
                deleteOthers,
                raw,
                acceptDamaged,
                exact);
    }

    /// The same that goes on without what is damaged.
    public RestoreRequest acceptingDamaged() {
        return new RestoreRequest(
                target, directories, dumpDirectory, patterns, overwrite, deleteOthers, raw, true, exact);
    }

    /// The same to the very directories that are named, so that nobody can lead it elsewhere by a link.
    public RestoreRequest exactly() {
        return new RestoreRequest(
                target, directories, dumpDirectory, patterns, overwrite, deleteOthers, raw, acceptDamaged, true);
    }

    TargetTree open(Path directory) throws IOException {
        return exact ? TargetTree.openWithoutLinks(directory, overwrite) : TargetTree.open(directory, overwrite);
    }
}
