package org.holdfast.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// One app to back up.
///
/// @param source the app's data directory
/// @param version the app's version, part of the backup's name
/// @param label free text for people
/// @param preserve how long the backup is kept whatever the retention policy says
public record BackupRequest(
        AppId app,
        Path source,
        String version,
        FormatKind format,
        Optional<String> label,
        Optional<Duration> preserve) {
    /// Refuses what no backup can be made of.
    ///
    /// @throws BackupException MISCONFIGURED if the version cannot be part of a name
    public void check() throws BackupException {
        if (!BackupId.VERSION.matcher(version).matches()) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "\"" + version + "\" is no app version",
                    "use up to 100 letters, digits and any of . _ + ~ -");
        }
    }
}
