package org.holdfast.backends.s3;

import java.util.List;
import java.util.Optional;

/// A row of the table of providers.
///
/// @param region to sign for when nothing else says
/// @param regions some that there are, for messages
/// @param hosts where the service is, the usual first; none where everybody runs their own
record Provider(String name, Optional<String> region, List<String> regions, List<HostPattern> hosts, Profile profile) {
    Provider {
        regions = List.copyOf(regions);
        hosts = List.copyOf(hosts);
    }

    /// Whether a host, in lower case, is one of its.
    boolean hasHost(String host) {
        return hosts.stream().anyMatch(pattern -> pattern.matches(host));
    }

    /// The region that one of its hosts stands for.
    Optional<String> regionOf(String host) {
        return hosts.stream()
                .filter(pattern -> pattern.matches(host))
                .findFirst()
                .flatMap(pattern -> pattern.region(host));
    }

    /// The host of a region, if the region is all it takes to know it.
    Optional<String> hostOf(String region) {
        return hosts.stream().flatMap(pattern -> pattern.host(region).stream()).findFirst();
    }
}
