package org.holdfast.cli;

import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import picocli.CommandLine.Mixin;

/// The store of what is changed without a password.
final class ChangedStore {
    @Mixin
    private final StoreOption store = new StoreOption();

    @Mixin
    private final SiteChangeOption siteChange = new SiteChangeOption();

    /// Opens the store that the options name.
    ///
    /// @throws BackupException also if it is a site that may not be where it is, see [Stores#requireInPlace]
    BackupEngine open(Host host, CommonOptions common) throws BackupException {
        Stores stores = new Stores(host, common);
        ChosenStore chosen = stores.chosen(store);
        stores.requireInPlace(chosen, siteChange.confirmed());
        return stores.open(chosen);
    }
}
