package org.holdfast.cli;

import java.util.Optional;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Compression;
import org.holdfast.engine.ExportedBackup;
import org.holdfast.engine.Failure;
import org.holdfast.engine.Sealing;
import org.holdfast.engine.StoreLocation;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.retention.RetentionRules;

/// The store that a command works on.
///
/// @param sealing how it seals
/// @param site what the configuration says of it; empty if a URL named it
/// @param retention which backups are to be kept there; empty if nobody said so
record ChosenStore(
        StoreLocation location, Sealing sealing, Optional<SiteConfig> site, Optional<RetentionRules> retention) {
    static ChosenStore of(StoreLocation location) {
        return new ChosenStore(location, Sealing.USUAL, Optional.empty(), Optional.empty());
    }

    /// Where an exported backup is.
    static ChosenStore of(ExportedBackup exported, Host host) throws BackupException {
        StoreLocation location = exported.location(host.environment().beginningWith("AWS_"));
        return new ChosenStore(location, exported.sealing(), Optional.empty(), Optional.empty());
    }

    static ChosenStore of(Configuration configuration, SiteConfig site) {
        return new ChosenStore(
                site.location(), site.sealing(), Optional.of(site), Optional.of(configuration.rules(site)));
    }

    /// How it compresses.
    Compression compression() {
        return site.map(SiteConfig::compression).orElse(Compression.USUAL);
    }

    /// @throws BackupException if it is no URL, or there is no such site, or none was named and several are
    ///     there
    static ChosenStore of(StoreOption option, Stores stores, Configurations configurations) throws BackupException {
        if (option.from().isPresent()) {
            if (option.site().isPresent()) {
                throw new BackupException(
                        Failure.MISCONFIGURED, "--from and --site both name a store", "leave out one of them");
            }
            return of(stores.location(option.from().get()));
        }
        if (option.site().isPresent()) {
            Configuration configuration = configurations.required();
            return of(configuration, configuration.site(option.site().get()));
        }
        Optional<Configuration> configuration = configurations.find();
        if (configuration.isEmpty()) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "no store was named, and there is no configuration",
                    "name one with --from URL, or write a configuration with \"holdfast site init\"");
        }
        return of(configuration.get(), configuration.get().onlySite());
    }

    /// A site's name, or else a URL or path.
    static ChosenStore named(String text, Stores stores, Configurations configurations) throws BackupException {
        // What is no name is a URL or path for certain, so that a configuration with mistakes does no harm.
        if (text.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            Optional<Configuration> configuration = configurations.find();
            if (configuration.isPresent() && configuration.get().sites().containsKey(text)) {
                return of(configuration.get(), configuration.get().site(text));
            }
        }
        return of(stores.location(text));
    }
}
