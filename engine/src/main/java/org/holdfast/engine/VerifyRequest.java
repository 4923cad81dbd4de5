package org.holdfast.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.holdfast.engine.verify.VerifyMode;

/// What to verify, and how.
///
/// @param backups the names of backups, see [BackupEngine#find]; none for all that there are
/// @param app only this app's; only if no backup is named
/// @param percent how many per cent of the files are read with [VerifyMode#READ_DATA], 1 to 100
/// @param scratch where a drill restores to; in the state directory if absent
public record VerifyRequest(
        List<String> backups, Optional<String> app, VerifyMode mode, int percent, Optional<Path> scratch) {
    public VerifyRequest {
        backups = List.copyOf(backups);
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("per cent are 1 to 100, not " + percent);
        }
    }
}
