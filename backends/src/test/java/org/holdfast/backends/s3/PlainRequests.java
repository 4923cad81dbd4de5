package org.holdfast.backends.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.Interruption;
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
import org.holdfast.servers.S3Server;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Request;

/// Sends requests to a server, repeats those that failed for the moment a few times and at once, keeps a list of all,
/// and makes some of them fail or answers them otherwise where a test says so.
final class PlainRequests implements Requests {
    static final int TRIES = 3;

    /// What a test does to requests.
    interface Wire {
        /// Before a request goes out; may throw what the server is to be thought to have answered.
        default void sending(SdkRequest request) {}

        /// The request to send instead.
        default SdkRequest altered(SdkRequest request) {
            return request;
        }

        /// After the server's answer; may change it, or throw as if it had been lost.
        default SdkResponse answered(SdkRequest request, SdkResponse response) {
            return response;
        }
    }

    private record Wired(SdkRequest request, String text) {}

    private final String bucket;
    private final Transport transport;
    private final S3Client client;

    /// Which request of the model the current thread sends.
    private final ScopedValue<SdkRequest> current = ScopedValue.newInstance();

    private final AtomicReference<Profile> profile;
    private final Queue<SdkRequest> sent = new ConcurrentLinkedQueue<>();
    private final Queue<Wired> wired = new ConcurrentLinkedQueue<>();
    private final Queue<String> news = new ConcurrentLinkedQueue<>();
    private final Set<Ability> tried = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Wire> wire = new AtomicReference<>(new Wire() {});

    PlainRequests(S3Server server, String bucket, Profile profile) {
        this.bucket = bucket;
        this.profile = new AtomicReference<>(profile);
        S3Settings settings = Sites.settings(
                server.endpoint(),
                Optional.of(new Credentials(server.accessKeyId(), server.secretAccessKey(), Optional.empty())));
        Site site = new Site(settings, "s3", settings.endpoint(), server.region(), profile);
        this.transport = transport(site);
        this.client = new Tap(new WireClient(
                this::tapped,
                Keys.of(settings),
                InstantSource.system(),
                new Target(
                        server.endpoint(), server.region(), true, profile.checksums() == Profile.Checksums.DEFAULT)));
    }

    void on(Wire other) {
        wire.set(other);
    }

    /// How many requests of this type were sent.
    long count(Class<? extends SdkRequest> type) {
        return sent.stream().filter(type::isInstance).count();
    }

    <R extends SdkRequest> List<R> all(Class<R> type) {
        return sent.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /// The names of all requests since the last call, sorted: `PutObject`.
    List<String> names() {
        List<String> names = sent.stream()
                .map(request -> request.getClass().getSimpleName().replaceAll("Request$", ""))
                .sorted()
                .collect(Collectors.toList());
        sent.clear();
        return names;
    }

    /// The requests of this type as they went over the wire: method, path, headers, and what a POST carried.
    List<String> wired(Class<? extends SdkRequest> type) {
        return wired.stream()
                .filter(one -> type.isInstance(one.request))
                .map(Wired::text)
                .toList();
    }

    List<String> news() {
        return List.copyOf(news);
    }

    static S3Exception error(int status, String code) {
        return (S3Exception) S3Exception.builder()
                .statusCode(status)
                .message(code)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(code)
                        .build())
                .build();
    }

    @Override
    public <T> T send(Operation operation, ObjectKey key, Call<T> call) throws IOException {
        Interruption.check();
        for (int left = TRIES - 1; ; left--) {
            try {
                return call.on(client);
            } catch (SdkException e) {
                IOException translated = translated(operation, key, e);
                if (left == 0 || !(translated instanceof TransientStoreException)) {
                    throw translated;
                }
            }
        }
    }

    private static IOException translated(Operation operation, ObjectKey key, SdkException e) {
        String message = operation + " of " + key + " failed: " + e.getMessage();
        if (Thread.currentThread().isInterrupted() || isAbort(e)) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            return interrupted;
        }
        if (!(e instanceof SdkServiceException answer)) {
            return new TransientStoreException(message, e);
        }
        return switch (answer.statusCode()) {
            case 404 -> new ObjectNotFoundException(message, e);
            case 401, 403 -> new AccessDeniedException(message, e);
            case 501 -> new PermanentStoreException(message, e);
            case 408, 429 -> new TransientStoreException(message, e);
            default ->
                answer.statusCode() >= 500
                        ? new TransientStoreException(message, e)
                        : new PermanentStoreException(message, e);
        };
    }

    private static boolean isAbort(@Nullable Throwable e) {
        return e != null
                && (e.getClass().getSimpleName().equals("AbortedException")
                        || e instanceof InterruptedException
                        || isAbort(e.getCause()));
    }

    @Override
    public Profile profile() {
        return profile.get();
    }

    /// Conditions are what the profile says; of other abilities it has to be said.
    @Override
    public boolean tried(Ability ability) {
        return ability == Ability.CONDITIONAL_PUT || tried.contains(ability);
    }

    /// From now on it counts as tried in an earlier run, with the result that the profile has.
    void recall(Ability ability) {
        tried.add(ability);
    }

    @Override
    public void learn(Ability ability, boolean there, String text) {
        news.add(text);
        profile.updateAndGet(known -> there ? TestProfile.with(known, ability) : TestProfile.without(known, ability));
    }

    @Override
    public void tell(String text) {
        news.add(text);
    }

    @Override
    public String bucket() {
        return bucket;
    }

    @Override
    public void close() {
        transport.close();
    }

    private static Transport transport(Site site) {
        try {
            WireLog log = new WireLog(RequestListener.NONE, site.settings().bucket());
            return Transport.open(site, 64, Timeouts.USUAL, Pace.of(Limits.DEFAULTS), log);
        } catch (PermanentStoreException e) {
            throw new IllegalStateException(e);
        }
    }

    private Incoming tapped(Outgoing request) throws IOException {
        wired.add(new Wired(
                current.get(),
                request.method() + " " + request.path() + " " + request.headers() + " "
                        + (request.method().equals("POST") ? text(request) : "")));
        return transport.exchange(request);
    }

    private static String text(Outgoing request) throws IOException {
        try (InputStream in = request.content().orElseThrow().stream().newStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /// Requests are told apart by their type, so a test works with whatever the client makes of them.
    private final class Tap extends DelegatingS3Client {
        Tap(S3Client delegate) {
            super(delegate);
        }

        @Override
        @SuppressWarnings("unchecked")
        protected <T extends S3Request, R> R invokeOperation(T request, Function<T, R> operation) {
            sent.add(request);
            wire.get().sending(request);
            T altered = (T) wire.get().altered(request);
            R answer = ScopedValue.where(current, altered).call(() -> operation.apply(altered));
            return answer instanceof SdkResponse response ? (R) wire.get().answered(altered, response) : answer;
        }
    }
}
