package org.holdfast.cli;

import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Vault;
import picocli.CommandLine.Mixin;

/// The store of backups that are read, and where its password comes from.
final class ReadStore {
    @Mixin
    private final StoreOption store = new StoreOption();

    @Mixin
    private final PasswordOptions password = new PasswordOptions();

    /// The store that the options name.
    ChosenStore chosen(Stores stores) throws BackupException {
        return stores.chosen(store);
    }

    BackupEngine open(Host host, CommonOptions common) throws BackupException {
        Stores stores = new Stores(host, common);
        return open(host, common, chosen(stores));
    }

    BackupEngine open(Host host, CommonOptions common, ChosenStore chosen) throws BackupException {
        Stores stores = new Stores(host, common);
        PasswordSources passwords = new PasswordSources(host, password, common.messages(host));
        return stores.open(chosen, Vault.Access.READ, stores.passwords(chosen, passwords), false);
    }
}
