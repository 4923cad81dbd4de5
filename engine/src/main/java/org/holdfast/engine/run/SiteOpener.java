package org.holdfast.engine.run;

import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Vault;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.format.Progress;

/// Opens the sites of a configuration, with whatever knows their passwords. Thread-safe.
@FunctionalInterface
public interface SiteOpener {
    /// Opens a site, to be closed by the caller.
    ///
    /// @param progress hears of operations that are tried again
    BackupEngine open(SiteConfig site, Vault.Access access, Progress progress) throws BackupException;
}
