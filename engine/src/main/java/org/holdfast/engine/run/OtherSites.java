package org.holdfast.engine.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.OtherStores;
import org.holdfast.engine.StoreLocation;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.SiteConfig;

/// The sites of a configuration that are elsewhere than one store. One that cannot be opened is told of and left out.
/// For one thread.
public final class OtherSites implements OtherStores, AutoCloseable {
    private final Configured configured;
    private final StoreLocation one;
    private final Opener opener;
    private final Consumer<String> warnings;
    private Optional<List<BackupEngine>> opened = Optional.empty();

    /// What is configured, if anything is. Asked when the first site is needed.
    @FunctionalInterface
    public interface Configured {
        Optional<Configuration> find() throws BackupException;
    }

    /// Opens a site to read what is sealed.
    @FunctionalInterface
    public interface Opener {
        BackupEngine open(Configuration configuration, SiteConfig site) throws BackupException;
    }

    /// @param one the store that has lost something
    /// @param warnings hears of sites that cannot be opened
    public OtherSites(Configured configured, StoreLocation one, Opener opener, Consumer<String> warnings) {
        this.configured = configured;
        this.one = one;
        this.opener = opener;
        this.warnings = warnings;
    }

    @Override
    public List<BackupEngine> open() throws BackupException {
        if (opened.isEmpty()) {
            List<BackupEngine> engines = new ArrayList<>();
            opened = Optional.of(engines);
            Optional<Configuration> configuration = configured.find();
            if (configuration.isPresent()) {
                openAll(configuration.get(), engines);
            }
        }
        return opened.get();
    }

    private void openAll(Configuration configuration, List<BackupEngine> engines) {
        for (SiteConfig site : configuration.sites().values()) {
            if (site.location().equals(one)) {
                continue;
            }
            try {
                engines.add(opener.open(configuration, site));
            } catch (BackupException e) {
                warnings.accept("site " + site.name() + " is left out: " + e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        opened.ifPresent(engines -> engines.forEach(BackupEngine::close));
    }
}
