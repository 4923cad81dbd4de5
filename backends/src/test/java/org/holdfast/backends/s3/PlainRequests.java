package org.holdfast.backends.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.Interruption;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.TransientStoreException;
import org.holdfast.servers.S3Server;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.S3Exception;

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
    private final S3Client client;
    private final AtomicReference<Profile> profile;
    private final Queue<SdkRequest> sent = new ConcurrentLinkedQueue<>();
    private final Queue<Wired> wired = new ConcurrentLinkedQueue<>();
    private final Queue<String> news = new ConcurrentLinkedQueue<>();
    private final Set<Ability> tried = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Wire> wire = new AtomicReference<>(new Wire() {});

    PlainRequests(S3Server server, String bucket, Profile profile) {
        this.bucket = bucket;
        this.profile = new AtomicReference<>(profile);
        S3ClientBuilder builder = S3Client.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(server.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(server.accessKeyId(), server.secretAccessKey())))
                .forcePathStyle(true)
                .httpClientBuilder(Apache5HttpClient.builder().maxConnections(64))
                .overrideConfiguration(configuration -> configuration
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .addExecutionInterceptor(new Tap()));
        switch (profile.checksums()) {
            case DEFAULT -> {}
            case MD5 ->
                builder.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .serviceConfiguration(configuration -> configuration.chunkedEncodingEnabled(false))
                        .addPlugin(LegacyMd5Plugin.create());
        }
        this.client = builder.build();
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
        client.close();
    }

    /// Only requests are told apart by their type, so a test works with whatever the SDK makes of them.
    private final class Tap implements ExecutionInterceptor {
        @Override
        public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
            sent.add(context.request());
            wire.get().sending(context.request());
        }

        @Override
        public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
            return wire.get().altered(context.request());
        }

        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            SdkHttpRequest request = context.httpRequest();
            String content = request.method() == SdkHttpMethod.POST
                    ? context.requestBody().map(Tap::text).orElse("")
                    : "";
            wired.add(new Wired(
                    context.request(),
                    request.method() + " " + request.encodedPath() + " " + request.headers() + " " + content));
        }

        private static String text(RequestBody body) {
            try (InputStream in = body.contentStreamProvider().newStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
            return wire.get().answered(context.request(), context.response());
        }
    }
}
