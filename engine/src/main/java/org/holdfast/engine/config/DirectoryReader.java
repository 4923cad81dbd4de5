package org.holdfast.engine.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.holdfast.engine.StoreLocation;

/// Reads where a site on a file system is. Stateless.
final class DirectoryReader {
    static final List<String> KEYS = List.of("path", "hardlinks", "requireMount");

    private DirectoryReader() {}

    static Optional<StoreLocation> read(Section site, Optional<Section> limits) {
        var path = site.required("path", Forms::path);
        boolean hardlinks = site.value("hardlinks", Forms::flag).orElse(true);
        boolean requireMount = site.value("requireMount", Forms::flag).orElse(false);
        OptionalLong bandwidth = limits.map(SiteReader::bandwidth).orElse(OptionalLong.empty());
        return path.map(place -> new StoreLocation.Directory(place, hardlinks, requireMount, bandwidth));
    }
}
