package org.holdfast.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.holdfast.names.BytePath;
import org.holdfast.sync.TargetTree.Overwrite;

/// Where to set up an app from a backup of another server.
///
/// @param target gets the app's files; empty or missing
/// @param dumpDirectory gets `config.json` and dumps; absent to leave them out
/// @param version of the app that is installed here; absent if nobody says
/// @param allowOtherVersion whether the backup may be of another version
/// @param ignoreOwners whether files may get another owner than they had
public record ImportRequest(
        Path target,
        Optional<Path> dumpDirectory,
        Optional<String> version,
        boolean allowOtherVersion,
        boolean ignoreOwners) {
    /// The restore that it comes to.
    public RestoreRequest restore() {
        return new RestoreRequest(target, dumpDirectory, List.of(), Overwrite.REFUSE, false, false);
    }

    /// Where what the backup has there goes, if anywhere.
    Optional<Path> place(BytePath path) {
        return path.startsWith(Selection.DATA) ? Optional.of(target) : dumpDirectory;
    }
}
