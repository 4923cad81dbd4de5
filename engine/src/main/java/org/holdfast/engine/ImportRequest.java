package org.holdfast.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.holdfast.sync.TargetTree.Overwrite;

/// Where to set up an app from a backup of another server.
///
/// @param restore what it comes to
/// @param parents whether missing directories above the targets will be made
/// @param hook whether a restore hook runs, for which dumps are laid aside if they have no directory
/// @param version of the app that is installed here; absent if nobody says
/// @param allowOtherVersion whether the backup may be of another version
/// @param ignoreOwners whether files may get another owner than they had
public record ImportRequest(
        RestoreRequest restore,
        boolean parents,
        boolean hook,
        Optional<String> version,
        boolean allowOtherVersion,
        boolean ignoreOwners) {
    /// A single app.
    ///
    /// @param target gets the app's files; empty or missing
    /// @param directories where mapped directories go, by name
    /// @param dumpDirectory gets `config.json` and dumps; absent to leave them out
    public ImportRequest(
            Path target,
            SortedMap<String, Path> directories,
            Optional<Path> dumpDirectory,
            Optional<String> version,
            boolean allowOtherVersion,
            boolean ignoreOwners) {
        this(
                new RestoreRequest(
                        target, directories, dumpDirectory, List.of(), Overwrite.REFUSE, false, false, false),
                false,
                false,
                version,
                allowOtherVersion,
                ignoreOwners);
    }
}
