package org.holdfast.engine.config;

import java.util.List;
import java.util.Optional;

/// Which apps go to a site.
///
/// @param include these only
/// @param exclude not these
public record SiteContents(Optional<List<String>> include, List<String> exclude) {
    static final SiteContents ALL = new SiteContents(Optional.empty(), List.of());

    public SiteContents {
        include = include.map(List::copyOf);
        exclude = List.copyOf(exclude);
    }

    public boolean includes(String app) {
        return !exclude.contains(app)
                && include.map(names -> names.contains(app)).orElse(true);
    }
}
