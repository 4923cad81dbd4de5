package org.holdfast.backends.s3;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/// Where requests go.
///
/// @param endpoint empty for AWS
/// @param region to sign for
record Place(Optional<URI> endpoint, String region) {
    /// Where to send requests.
    URI uri() {
        return endpoint.orElseGet(() -> URI.create("https://s3." + region + "."
                + PartitionMetadata.of(Region.of(region)).dnsSuffix()));
    }

    /// For messages and suggested commands, without a path or anything secret.
    URI address() {
        return URI.create(uri().getScheme() + "://" + host(uri()));
    }

    /// For messages, with the port if one is named.
    String host() {
        return host(address());
    }

    private static String host(URI address) {
        String authority = address.getRawAuthority();
        return authority.substring(authority.indexOf('@') + 1);
    }

    /// The same service in another region: where the host's name has a region in it, that one.
    ///
    /// @param fixed whether the endpoint is the user's own, and stays what it is
    Place in(String other, boolean fixed) {
        if (fixed || region.isEmpty()) {
            return new Place(endpoint, other);
        }
        Pattern label = Pattern.compile("(?<=[./-])" + Pattern.quote(region) + "(?=[.])");
        return new Place(
                endpoint.map(given ->
                        URI.create(label.matcher(given.toString()).replaceFirst(Matcher.quoteReplacement(other)))),
                other);
    }
}
