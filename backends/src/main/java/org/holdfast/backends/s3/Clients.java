package org.holdfast.backends.s3;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.s3.wire.Target;
import org.holdfast.backends.s3.wire.WireClient;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/// The client for a site: made when first needed, and made again for another region. All share the connections
/// and the credentials. Thread-safe.
final class Clients implements AutoCloseable {
    /// What services without regions take, and what AWS answers with the right one.
    private static final String ANY_REGION = "us-east-1";

    private final Site site;
    private final int connections;
    private final Timeouts timeouts;
    private final Pace pace;
    private final WireLog log;
    private final InstantSource clock;
    private final List<Client> all = new ArrayList<>();
    private @Nullable Transport transport;
    private @Nullable Keys keys;

    /// @param connections see [Transport#open]
    /// @param clock for signatures
    Clients(Site site, int connections, Timeouts timeouts, Pace pace, WireLog log, InstantSource clock) {
        this.site = site;
        this.connections = connections;
        this.timeouts = timeouts;
        this.pace = pace;
        this.log = log;
        this.clock = clock;
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
        Profile profile = site.profile();
        boolean checksums = profile.checksums() == Profile.Checksums.DEFAULT;
        return new WireClient(
                transport, keys, clock, new Target(place.uri(), place.region(), profile.pathStyle(), checksums));
    }

    @Override
    public synchronized void close() {
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
