package org.holdfast.engine;

import java.nio.file.Path;
import java.util.List;
import org.holdfast.sync.TargetTree.Overwrite;

/// What to restore and where to.
///
/// @param patterns which entries, see [Selection]; none for all
/// @param overwrite what happens to what is in a target already
/// @param deleteOthers whether what is in a target and not in the backup is removed
/// @param raw whether the target gets the backup's own layout
/// @param acceptDamaged whether to restore what can be read of a backup that is damaged
public record RestoreRequest(
        RestorePlaces places,
        List<String> patterns,
        Overwrite overwrite,
        boolean deleteOthers,
        boolean raw,
        boolean acceptDamaged) {
    public RestoreRequest {
        patterns = List.copyOf(patterns);
    }

    /// All of a whole backup, to where nothing is yet.
    public static RestoreRequest to(RestorePlaces places) {
        return new RestoreRequest(places, List.of(), Overwrite.REFUSE, false, false, false);
    }

    /// What lies under `data/` of a whole backup, to where nothing is yet.
    public static RestoreRequest to(Path target) {
        return to(RestorePlaces.of(target));
    }

    /// A whole backup in its own layout, to where nothing is yet.
    public static RestoreRequest raw(Path target) {
        return new RestoreRequest(RestorePlaces.of(target), List.of(), Overwrite.REFUSE, false, true, false);
    }

    /// The same to other places.
    RestoreRequest at(RestorePlaces others) {
        return new RestoreRequest(others, patterns, overwrite, deleteOthers, raw, acceptDamaged);
    }

    /// The same to the very directories that are named, as [RestorePlaces#exactly()].
    public RestoreRequest exactly() {
        return at(places.exactly());
    }

    /// The same that goes on without what is damaged.
    public RestoreRequest acceptingDamaged() {
        return new RestoreRequest(places, patterns, overwrite, deleteOthers, raw, true);
    }
}
