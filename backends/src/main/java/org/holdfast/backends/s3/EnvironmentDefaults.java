package org.holdfast.backends.s3;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the environment says about a site, for those settings that leave it open, see
/// [S3Settings#orFrom(Map)]. Immutable.
final class EnvironmentDefaults {
    private final ProviderTable table;
    private final Map<String, String> environment;

    EnvironmentDefaults(ProviderTable table, Map<String, String> environment) {
        this.table = table;
        this.environment = environment;
    }

    S3Settings addedTo(S3Settings settings) {
        Optional<URI> endpoint =
                settings.endpoint().or(() -> hasAddress(settings) ? Optional.empty() : endpoint(settings.bucket()));
        Optional<String> region = settings.region().or(() -> saysRegion(endpoint) ? Optional.empty() : region());
        return new S3Settings(
                settings.bucket(),
                settings.prefix(),
                settings.provider(),
                endpoint,
                region,
                settings.credentials(),
                settings.credentialsProfile(),
                settings.pathStyle(),
                settings.caFile(),
                settings.acceptSelfSigned(),
                settings.verify(),
                settings.limits());
    }

    /// Whether the provider is known and its address follows from its region.
    private boolean hasAddress(S3Settings settings) {
        return settings.provider()
                .flatMap(table::named)
                .filter(provider -> !provider.hosts().isEmpty())
                .filter(provider -> !provider.hosts().getFirst().isPersonal())
                .isPresent();
    }

    private boolean saysRegion(Optional<URI> endpoint) {
        return endpoint.map(URI::getHost)
                .flatMap(host -> table.ofHost(host).flatMap(provider -> provider.regionOf(host)))
                .isPresent();
    }

    private Optional<URI> endpoint(String bucket) {
        return Stream.of("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
                .filter(this::isSet)
                .findFirst()
                .map(name -> endpoint(name, bucket));
    }

    private URI endpoint(String name, String bucket) {
        String text = environment.getOrDefault(name, "");
        try {
            return Endpoint.of(new URI(text), bucket).uri();
        } catch (URISyntaxException _) {
            throw new IllegalArgumentException(name + " is no address, such as https://HOST");
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private Optional<String> region() {
        return Stream.of("AWS_REGION", "AWS_DEFAULT_REGION")
                .filter(this::isSet)
                .findFirst()
                .map(name -> environment.getOrDefault(name, ""));
    }

    private boolean isSet(String name) {
        return !environment.getOrDefault(name, "").isBlank();
    }
}
