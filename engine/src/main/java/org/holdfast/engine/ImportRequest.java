package org.holdfast.engine;

import java.util.Optional;

/// Where to set up an app from a backup of another server.
///
/// @param places where it goes; each is empty or missing
/// @param parents whether missing directories above the places will be made
/// @param hook whether a restore hook runs, for which dumps are laid aside if they have no directory
/// @param version of the app that is installed here; absent if nobody says
/// @param allowOtherVersion whether the backup may be of another version
/// @param ignoreOwners whether files may get another owner than they had
public record ImportRequest(
        RestorePlaces places,
        boolean parents,
        boolean hook,
        Optional<String> version,
        boolean allowOtherVersion,
        boolean ignoreOwners) {
    /// A single app.
    public ImportRequest(
            RestorePlaces places, Optional<String> version, boolean allowOtherVersion, boolean ignoreOwners) {
        this(places, false, false, version, allowOtherVersion, ignoreOwners);
    }

    /// What it comes to.
    RestoreRequest restore() {
        return RestoreRequest.to(places);
    }
}
