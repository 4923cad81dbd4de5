package org.holdfast.engine.run;

import java.io.IOException;
import java.util.Optional;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.SiteInspection;
import org.holdfast.engine.config.SiteConfig;

/// How a [Checkup] reaches sites, without asking anybody for anything.
public interface SiteAccess {
    /// Opens a site, without a password and without making it; to be closed by the caller.
    BackupEngine open(SiteConfig site) throws BackupException;

    /// What looks at a site from outside.
    SiteInspection inspection(SiteConfig site) throws BackupException;

    /// A site's password as a run would find it that nobody attends; empty if there is none. The caller
    /// clears it.
    Optional<char[]> password(SiteConfig site) throws IOException;
}
