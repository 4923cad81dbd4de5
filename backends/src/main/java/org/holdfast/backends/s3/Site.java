package org.holdfast.backends.s3;

import java.net.URI;
import java.util.Optional;

/// Settings, the provider's row and what was learned, put together: all that is needed to send requests.
///
/// @param provider the name of its row
/// @param endpoint where the service is; empty for AWS, see [Place#uri]
/// @param region to sign for; empty if unknown, so that the service is asked
/// @param profile with the settings' and the learned exceptions in it
record Site(S3Settings settings, String provider, Optional<URI> endpoint, String region, Profile profile) {
    /// @throws IllegalArgumentException if the settings are wrong; the message says what and how to mend it
    static Site resolve(S3Settings settings, Learned learned) {
        return new Resolution(ProviderTable.load()).resolve(settings, learned);
    }
}
