package org.holdfast.backends.s3;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.RequestListener;
import org.holdfast.backends.TransientStoreException;
import org.holdfast.backends.s3.wire.Incoming;
import org.holdfast.backends.s3.wire.Outgoing;
import org.holdfast.backends.s3.wire.Target;
import org.holdfast.backends.s3.wire.WireClient;
import org.holdfast.servers.IamActions;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;

/// A client that tries once, for tests of those who send requests.
final class OneTryRequests implements Requests {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Site site;
    private final SiteMemory memory;
    private final Transport transport;
    private final S3Client client;
    private final Set<String> actions = new ConcurrentSkipListSet<>();
    private final Map<Ability, Boolean> learned = new EnumMap<>(Ability.class);

    OneTryRequests(Site site, SiteMemory memory) {
        this.site = site;
        this.memory = memory;
        try {
            WireLog log = new WireLog(RequestListener.NONE, site.settings().bucket());
            Timeouts patient = new Timeouts(PATIENCE, PATIENCE, PATIENCE);
            this.transport = Transport.open(site, 64, patient, Pace.of(Limits.DEFAULTS), log);
        } catch (PermanentStoreException e) {
            throw new IllegalStateException(e);
        }
        this.client = new WireClient(
                this::recorded,
                Keys.of(site.settings()),
                InstantSource.system(),
                new Target(
                        site.endpoint().orElseThrow(),
                        site.region(),
                        site.profile().pathStyle(),
                        false));
    }

    private Incoming recorded(Outgoing request) throws IOException {
        URI uri = URI.create(request.uri());
        String query = uri.getRawQuery();
        actions.addAll(IamActions.of(
                request.method(),
                uri.getRawPath() + (query == null ? "" : "?" + query),
                request.headers().keySet(),
                profile().pathStyle()));
        return transport.exchange(request);
    }

    /// The permissions that everything took that was sent.
    Set<String> actions() {
        return actions;
    }

    S3Client client() {
        return client;
    }

    @Override
    public <T> T send(Operation operation, ObjectKey key, Call<T> call) throws IOException {
        return send(operation, key, call, client);
    }

    <T> T send(Operation operation, ObjectKey key, Call<T> call, S3Client with) throws IOException {
        String what = operation + " " + key;
        try {
            return call.on(with);
        } catch (AwsServiceException e) {
            throw switch (e.statusCode()) {
                case 404 -> new ObjectNotFoundException(what + ": " + e.getMessage(), e);
                case 401, 403 -> new AccessDeniedException(what + ": " + e.getMessage(), e);
                case 500, 502, 503, 504 -> new TransientStoreException(what + ": " + e.getMessage(), e);
                default -> new PermanentStoreException(what + ": " + e.getMessage(), e);
            };
        } catch (SdkClientException e) {
            throw new TransientStoreException(what + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Profile profile() {
        return site.profile();
    }

    @Override
    public boolean tried(Ability ability) {
        return learned.containsKey(ability);
    }

    @Override
    public void learn(Ability ability, boolean there, String news) {
        learned.put(ability, there);
        memory.learn(new Learned(learned, site.settings().region()), news);
    }

    @Override
    public void tell(String news) {
        memory.learn(new Learned(learned, site.settings().region()), news);
    }

    @Override
    public String bucket() {
        return site.settings().bucket();
    }

    @Override
    public void close() {
        transport.close();
    }
}
