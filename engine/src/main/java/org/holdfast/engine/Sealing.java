package org.holdfast.engine;

import java.util.Optional;
import org.holdfast.crypto.MacCoverage;

/// How an encrypted store seals. A store keeps to what it was begun with; another salt or coverage than that looks like
/// a wrong password.
///
/// @param fileNames whether the names in rsync backups are sealed too; empty: as the store has it, sealed in a new one
/// @param salt under which keys are derived; empty for the format's own
/// @param macCoverage what the MAC of each file covers
public record Sealing(Optional<Boolean> fileNames, Optional<String> salt, MacCoverage macCoverage) {
    /// As the format has it.
    public static final Sealing USUAL = new Sealing(Optional.empty(), Optional.empty(), MacCoverage.IV);
}
