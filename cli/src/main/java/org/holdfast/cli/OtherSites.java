package org.holdfast.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.OtherStores;
import org.holdfast.engine.Vault;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.SiteConfig;

/// The sites of the configuration but for one. One that cannot be opened is told of and left out. For one thread.
final class OtherSites implements OtherStores, AutoCloseable {
    private final Host host;
    private final CommonOptions common;
    private final ChosenStore one;
    private Optional<List<BackupEngine>> opened = Optional.empty();

    OtherSites(Host host, CommonOptions common, ChosenStore one) {
        this.host = host;
        this.common = common;
        this.one = one;
    }

    @Override
    public List<BackupEngine> open() throws BackupException {
        if (opened.isEmpty()) {
            List<BackupEngine> engines = new ArrayList<>();
            opened = Optional.of(engines);
            Optional<Configuration> configuration = new Configurations(host, common).find();
            if (configuration.isPresent()) {
                openAll(configuration.get(), engines);
            }
        }
        return opened.get();
    }

    private void openAll(Configuration configuration, List<BackupEngine> engines) {
        Stores stores = new Stores(host, common);
        for (SiteConfig site : configuration.sites().values()) {
            if (site.location().equals(one.location())) {
                continue;
            }
            PasswordSources passwords = new PasswordSources(host, new PasswordOptions(), common.messages(host));
            try {
                engines.add(stores.open(
                        ChosenStore.of(configuration, site),
                        Vault.Access.READ,
                        new SitePasswords(site, passwords, common.messages(host)),
                        false));
            } catch (BackupException e) {
                common.messages(host).warning("site " + site.name() + " is left out: " + e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        opened.ifPresent(engines -> engines.forEach(BackupEngine::close));
    }
}
