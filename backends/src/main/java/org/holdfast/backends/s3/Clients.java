package org.holdfast.backends.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.backends.PermanentStoreException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.client.config.SdkAdvancedClientOption;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/// The SDK's client for a site: made when first needed, and made again for another region. All share the connections
/// and the credentials. Thread-safe.
final class Clients implements AutoCloseable {
    /// What services without regions take, and what AWS answers with the right one.
    private static final String ANY_REGION = "us-east-1";

    private final Site site;
    private final int connections;
    private final Timeouts timeouts;
    private final Pace pace;
    private final WireLog log;
    private final List<Client> all = new ArrayList<>();
    private @Nullable Transport transport;
    private @Nullable Keys keys;

    /// @param connections see [Transport#open]
    Clients(Site site, int connections, Timeouts timeouts, Pace pace, WireLog log) {
        this.site = site;
        this.connections = connections;
        this.timeouts = timeouts;
        this.pace = pace;
        this.log = log;
    }

    /// The one to use.
    ///
    /// @throws PermanentStoreException if the settings do not let one be made
    synchronized Client current() throws PermanentStoreException {
        if (all.isEmpty()) {
            return add(new Place(site.endpoint(), site.region().isEmpty() ? ANY_REGION : site.region()));
        }
        return all.getLast();
    }

    /// Another one to use from now on, for the region that a service named when it refused a request.
    ///
    /// @return empty if there is none that has not been refused too
    synchronized Optional<Client> instead(Client refused, String region) throws PermanentStoreException {
        Client current = all.getLast();
        if (current != refused) {
            // Another thread was told the same before.
            return current.place.region().equals(region) ? Optional.of(current) : Optional.empty();
        }
        boolean tried = all.stream().anyMatch(client -> client.place.region().equals(region));
        return tried
                ? Optional.empty()
                : Optional.of(
                        add(refused.place.in(region, site.settings().endpoint().isPresent())));
    }

    private Client add(Place place) throws PermanentStoreException {
        Client client = new Client(place, build(place), all.isEmpty());
        all.add(client);
        return client;
    }

    private S3Client build(Place place) throws PermanentStoreException {
        if (transport == null) {
            transport = Transport.open(site, connections, timeouts, pace, log);
        }
        if (keys == null) {
            keys = Keys.of(site.settings());
        }
        S3ClientBuilder builder = S3Client.builder()
                .httpClient(transport)
                .credentialsProvider(keys)
                .region(Region.of(place.region()))
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .putAdvancedOption(SdkAdvancedClientOption.USER_AGENT_PREFIX, "holdfast")
                        .build());
        // Else the SDK would take one from its own environment or files, and a site that says AWS be elsewhere.
        builder.endpointOverride(place.uri());
        apply(site.profile(), builder);
        return builder.build();
    }

    private static void apply(Profile profile, S3ClientBuilder builder) {
        S3Configuration.Builder configuration =
                S3Configuration.builder().expectContinueEnabled(profile.expectContinue());
        if (profile.pathStyle()) {
            builder.forcePathStyle(true);
        }
        switch (profile.checksums()) {
            case DEFAULT -> {}
            case MD5 -> {
                configuration.chunkedEncodingEnabled(false);
                builder.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .addPlugin(LegacyMd5Plugin.create())
                        .putAuthScheme(new PlainScheme());
            }
        }
        builder.serviceConfiguration(configuration.build());
    }

    @Override
    public synchronized void close() {
        all.forEach(client -> client.client.close());
        if (transport != null) {
            transport.close();
        }
        if (keys != null) {
            keys.forget();
        }
    }

    /// A client and where it sends requests. Thread-safe.
    static final class Client {
        private final Place place;
        private final S3Client client;
        private final AtomicBoolean proven;

        private Client(Place place, S3Client client, boolean proven) {
            this.place = place;
            this.client = client;
            this.proven = new AtomicBoolean(proven);
        }

        Place place() {
            return place;
        }

        S3Client client() {
            return client;
        }

        /// Takes note of a success.
        ///
        /// @return whether it was the first one in a region other than the site's
        boolean provesRegion() {
            return proven.compareAndSet(false, true);
        }
    }
}
