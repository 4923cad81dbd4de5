package org.holdfast.server.work;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.holdfast.engine.BackupEngine;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Standing;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.format.Event;

/// What is in the catalog of each site, as of a short while ago: whoever looks at the same time looks once.
/// Thread-safe.
public final class Catalogs {
    private static final Duration FRESH = Duration.ofSeconds(10);
    private static final Duration KNOWN = Duration.ofMinutes(10);

    private final Workshop shop;
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();

    private static final class Entry {
        private final ReentrantLock loading = new ReentrantLock();
        private volatile Optional<Listing> last = Optional.empty();
        private volatile boolean stale = true;
    }

    /// What was found.
    ///
    /// @param at when it was all found, or could not be
    /// @param seen whether the site could be listed then or earlier
    /// @param standings every backup, oldest first, and why it is kept; as last seen
    /// @param notices of records that cannot be read; as last seen
    /// @param trouble why the site could not be listed, if it could not
    public record Listing(
            Instant at,
            boolean seen,
            List<Standing> standings,
            List<String> notices,
            Optional<BackupException> trouble) {
        /// The backups, oldest first.
        ///
        /// @throws BackupException the trouble
        public List<Standing> backups() throws BackupException {
            if (trouble.isPresent()) {
                throw trouble.get();
            }
            return standings;
        }
    }

    public Catalogs(Workshop shop) {
        this.shop = shop;
    }

    private Entry entry(String site) {
        return entries.computeIfAbsent(site, _ -> new Entry());
    }

    /// What is there; looks if that was not done just now, or if something changed since.
    public Listing listing(SiteConfig site) {
        Entry entry = entry(site.name());
        Optional<Listing> fresh = fresh(entry, FRESH);
        if (fresh.isPresent()) {
            return fresh.get();
        }
        entry.loading.lock();
        try {
            // Somebody else may have looked meanwhile.
            return fresh(entry, FRESH).orElseGet(() -> load(site, entry));
        } finally {
            entry.loading.unlock();
        }
    }

    private Optional<Listing> fresh(Entry entry, Duration age) {
        Instant now = shop.clock().instant();
        return entry.stale
                ? Optional.empty()
                : entry.last.filter(listing -> !listing.at.plus(age).isBefore(now) && !listing.at.isAfter(now));
    }

    private Listing load(SiteConfig site, Entry entry) {
        entry.stale = false;
        List<String> notices = new ArrayList<>();
        Listing listing;
        try (BackupEngine engine = shop.access().open(site)) {
            List<Standing> standings = engine.standings(shop.configuration().rules(site), event -> {
                if (event instanceof Event.Noticed(var message)) {
                    synchronized (notices) {
                        notices.add(message);
                    }
                }
            });
            listing = new Listing(shop.clock().instant(), true, standings, List.copyOf(notices), Optional.empty());
        } catch (BackupException e) {
            Instant now = shop.clock().instant();
            listing = entry.last
                    .map(last -> new Listing(now, last.seen, last.standings, last.notices, Optional.of(e)))
                    .orElseGet(() -> new Listing(now, false, List.of(), List.of(), Optional.of(e)));
        }
        entry.last = Optional.of(listing);
        return listing;
    }

    /// What is known without waiting for it; has somebody look if that is long ago.
    public Optional<Listing> known(SiteConfig site) {
        Entry entry = entry(site.name());
        if (fresh(entry, KNOWN).isEmpty() && !entry.loading.isLocked()) {
            Thread.ofVirtual().name("catalog " + site.name()).start(() -> listing(site));
        }
        return entry.last;
    }

    /// Something on a site has changed.
    public void changed(String site) {
        entry(site).stale = true;
    }
}
