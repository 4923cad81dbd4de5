package org.holdfast.server.work;

import java.time.InstantSource;
import java.util.Map;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.StateDirectory;
import org.holdfast.engine.Vault;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.run.SiteAccess;
import org.holdfast.engine.run.SiteOpener;
import org.holdfast.engine.run.SitePlaces;
import org.holdfast.format.Progress;

/// What all work is done with.
///
/// @param host the name of this machine
/// @param opener opens sites with their passwords
/// @param access opens them without
/// @param environment to take `PATH` and `HOME` of hooks from, lossless text
public record Workshop(
        String host,
        Configuration configuration,
        SiteOpener opener,
        SiteAccess access,
        StateDirectory state,
        Map<String, String> environment,
        InstantSource clock) {
    public Workshop {
        environment = Map.copyOf(environment);
    }

    /// Opens a site to read what is sealed.
    BackupEngine toRead(SiteConfig site, Progress progress) throws BackupException {
        return opener.open(site, Vault.Access.READ, progress);
    }

    /// Opens a site to put a backup there; makes a store that does not exist yet. One that is elsewhere than it was is
    /// refused.
    BackupEngine toWrite(SiteConfig site, Progress progress) throws BackupException {
        new SitePlaces(state).check(site.name(), site.location(), false);
        return opener.open(site, Vault.Access.WRITE, progress);
    }

    /// Opens a site whose records are changed; one that is elsewhere than it was is refused.
    BackupEngine toChange(SiteConfig site, Progress progress) throws BackupException {
        new SitePlaces(state).check(site.name(), site.location(), false);
        return toRead(site, progress);
    }
}
