package org.holdfast.engine.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.engine.StoreLocation;
import org.holdfast.engine.config.AppConfig;
import org.holdfast.engine.config.Configuration;
import org.holdfast.engine.config.SiteConfig;
import org.holdfast.engine.doctor.Diagnosis;
import org.holdfast.engine.doctor.Disks;
import org.holdfast.engine.doctor.MountTable;
import org.holdfast.engine.doctor.RealPath;

/// Which apps would be lost with all their backups if a disk broke. Immutable; thread-safe.
final class SharedDisks {
    private final Configuration configuration;
    private final Disks disks;

    SharedDisks(Configuration configuration, MountTable mounts) {
        this.configuration = configuration;
        this.disks = new Disks(mounts);
    }

    /// Looks at the apps that go to a site and to nowhere else that would survive.
    ///
    /// @param store the site's directory, absolute, without symbolic links
    Optional<Diagnosis> check(SiteConfig site, Path store) {
        List<Path> data = configuration.apps().values().stream()
                .filter(app -> site.contents().includes(app.id().value()))
                .filter(app ->
                        configuration.sitesOf(app.id().value()).stream().noneMatch(other -> isElsewhere(app, other)))
                .flatMap(SharedDisks::directories)
                .toList();
        return disks.check(data, store);
    }

    private boolean isElsewhere(AppConfig app, SiteConfig site) {
        return switch (site.location()) {
            case StoreLocation.Bucket _ -> true;
            case StoreLocation.Nowhere _ -> false;
            case StoreLocation.Directory directory ->
                disks.check(directories(app).toList(), RealPath.of(directory.path()))
                        .isEmpty();
        };
    }

    private static Stream<Path> directories(AppConfig app) {
        return Stream.concat(Stream.of(app.data()), app.directories().values().stream())
                .map(RealPath::of);
    }
}
