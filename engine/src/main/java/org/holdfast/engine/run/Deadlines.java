package org.holdfast.engine.run;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.limits.TimeLimit;

/// Until when a run may work on each site. Immutable; thread-safe.
record Deadlines(Map<String, TimeLimit> bySite) {
    Deadlines {
        bySite = Map.copyOf(bySite);
    }

    /// Those of a run that begins now.
    static Deadlines begin(Collection<SiteConfig> sites) {
        return new Deadlines(sites.stream()
                .collect(Collectors.toMap(
                        SiteConfig::name, site -> new TimeLimit(site.limits().timeout()))));
    }

    TimeLimit of(SiteConfig site) {
        TimeLimit limit = bySite.get(site.name());
        if (limit == null) {
            throw new NoSuchElementException(site.name());
        }
        return limit;
    }

    /// For what is done once for several sites: as long as one of them has time.
    ///
    /// @param sites at least one
    TimeLimit last(List<SiteConfig> sites) {
        return of(sites.stream()
                .max(Comparator.comparing(site -> site.limits().timeout()))
                .orElseThrow());
    }
}
