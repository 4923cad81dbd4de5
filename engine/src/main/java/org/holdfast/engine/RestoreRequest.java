package org.holdfast.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.holdfast.names.BytePath;
import org.holdfast.sync.TargetTree.Overwrite;

/// What to restore and where to.
///
/// @param target gets what lies under `data/`, or everything if `raw`
/// @param dumpDirectory gets `config.json` and dumps; absent to leave them out
/// @param patterns which entries, see [Selection]; none for all
/// @param overwrite what happens to what is in the target already
/// @param deleteOthers whether what is in the target and not in the backup is removed
/// @param raw whether the target gets the backup's own layout
public record RestoreRequest(
        Path target,
        Optional<Path> dumpDirectory,
        List<String> patterns,
        Overwrite overwrite,
        boolean deleteOthers,
        boolean raw) {
    /// Whether what the backup has there goes anywhere at all.
    boolean hasPlaceFor(BytePath path) {
        return raw || dumpDirectory.isPresent() || path.startsWith(Selection.DATA);
    }
}
