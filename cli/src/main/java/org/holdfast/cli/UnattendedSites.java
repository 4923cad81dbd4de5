package org.holdfast.cli;

import java.io.IOException;
import java.util.Optional;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Passwords;
import org.holdfast.engine.SiteInspection;
import org.holdfast.engine.Vault;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.run.SiteAccess;

/// Sites as they are found while nobody sits at a terminal.
final class UnattendedSites implements SiteAccess {
    private final Configuration configuration;
    private final Stores stores;
    private final PasswordSources passwords;
    private final Messages messages;

    UnattendedSites(Host host, CommonOptions common, Configuration configuration) {
        this.configuration = configuration;
        this.stores = new Stores(host, common);
        this.messages = common.messages(host);
        this.passwords = new PasswordSources(host, new PasswordOptions(), messages);
    }

    @Override
    public BackupEngine open(SiteConfig site) throws BackupException {
        return stores.open(ChosenStore.of(configuration, site), Vault.Access.PREVIEW, Passwords.NONE, false);
    }

    @Override
    public SiteInspection inspection(SiteConfig site) throws BackupException {
        return stores.inspection(site.location());
    }

    @Override
    public Optional<char[]> password(SiteConfig site) throws IOException {
        return new SitePasswords(site, passwords, messages).given();
    }
}
