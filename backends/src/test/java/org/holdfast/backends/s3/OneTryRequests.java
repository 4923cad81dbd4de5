package org.holdfast.backends.s3;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.TransientStoreException;
import org.holdfast.servers.IamActions;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;

/// A client that tries once, for tests of those who send requests.
final class OneTryRequests implements Requests {
    private final Site site;
    private final SiteMemory memory;
    private final S3Client client;
    private final Set<String> actions = new ConcurrentSkipListSet<>();
    private final Map<Ability, Boolean> learned = new EnumMap<>(Ability.class);

    OneTryRequests(Site site, SiteMemory memory) {
        this.site = site;
        this.memory = memory;
        Credentials credentials = site.settings().credentials().orElseThrow();
        URI endpoint = site.endpoint().orElseThrow();
        this.client = S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(site.region()))
                .forcePathStyle(site.profile().pathStyle())
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(credentials.accessKeyId(), credentials.secretAccessKey())))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
                .addPlugin(LegacyMd5Plugin.create())
                .overrideConfiguration(all -> all.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallTimeout(Duration.ofSeconds(30))
                        .addExecutionInterceptor(new Recorder()))
                .build();
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
        client.close();
    }

    private final class Recorder implements ExecutionInterceptor {
        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            SdkHttpRequest request = context.httpRequest();
            String target = request.encodedPath()
                    + request.encodedQueryParameters().map(query -> "?" + query).orElse("");
            actions.addAll(IamActions.of(
                    request.method().name(),
                    target,
                    request.headers().keySet(),
                    profile().pathStyle()));
        }
    }
}
