package org.holdfast.server.work;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.OtherStores;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.server.job.JobListener;

/// The sites of the configuration but for one. One that cannot be opened is told of and left out. For one thread.
final class OtherSites implements OtherStores, AutoCloseable {
    private final Workshop shop;
    private final SiteConfig one;
    private final JobListener listener;
    private Optional<List<BackupEngine>> opened = Optional.empty();

    OtherSites(Workshop shop, SiteConfig one, JobListener listener) {
        this.shop = shop;
        this.one = one;
        this.listener = listener;
    }

    @Override
    public List<BackupEngine> open() {
        if (opened.isEmpty()) {
            List<BackupEngine> engines = new ArrayList<>();
            opened = Optional.of(engines);
            for (SiteConfig site : shop.configuration().sites().values()) {
                if (!site.location().equals(one.location())) {
                    open(site, engines);
                }
            }
        }
        return opened.get();
    }

    private void open(SiteConfig site, List<BackupEngine> engines) {
        try {
            engines.add(shop.toRead(site, listener.progress("", site.name())));
        } catch (BackupException e) {
            listener.warning("", "site " + site.name() + " is left out: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        opened.ifPresent(engines -> engines.forEach(BackupEngine::close));
    }
}
