package org.holdfast.engine;

import java.io.IOException;
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
    /// Checks what can be checked before the store is opened.
    ///
    /// @throws BackupException MISCONFIGURED if the source is missing or no directory, if the store lies inside it,
    ///     or if the version cannot be part of a name
    public void check(StoreLocation store) throws BackupException {
        try {
            Source.check(this, store);
        } catch (IOException e) {
            throw Failures.explain(e);
        }
    }

    /// @throws BackupException MISCONFIGURED if the version cannot be part of a name
    void checkVersion() throws BackupException {
        if (!BackupId.VERSION.matcher(version).matches()) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "\"" + version + "\" is no app version",
                    "use up to 100 letters, digits and any of . _ + ~ -");
        }
    }
}
