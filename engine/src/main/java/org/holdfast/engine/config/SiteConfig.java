package org.holdfast.engine.config;

import java.time.ZoneId;
import java.util.Optional;
import org.holdfast.engine.Compression;
import org.holdfast.engine.FormatKind;
import org.holdfast.engine.Sealing;
import org.holdfast.engine.StoreLocation;
import org.holdfast.engine.retention.RetentionPolicy;

/// A place that backups go to.
///
/// @param location where it is, with credentials and limits of what a store sends at once
/// @param compression of archives: also of those that are copied there, and of the server's backups
/// @param encryption empty: it is not encrypted
/// @param schedule when its apps are backed up; empty: by hand
/// @param cleanup when what its retention does not keep is removed; empty: by hand
/// @param verification when its backups are verified; empty: by hand
/// @param limits of a whole run
/// @param timeZone in which days are counted; empty: as [Configuration#timeZone()] says
public record SiteConfig(
        String name,
        StoreLocation location,
        FormatKind format,
        Compression compression,
        Optional<EncryptionConfig> encryption,
        SiteContents contents,
        RetentionPolicy retention,
        Optional<Schedule> schedule,
        Optional<Schedule> cleanup,
        Optional<VerificationPlan> verification,
        RunLimits limits,
        Optional<ZoneId> timeZone) {
    /// How it seals, if it is encrypted.
    public Sealing sealing() {
        return encryption.map(EncryptionConfig::sealing).orElse(Sealing.USUAL);
    }
}
