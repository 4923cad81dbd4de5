package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.RetryPolicy;
import org.holdfast.backends.s3.CannedServer.Reply;
import org.holdfast.backends.s3.CannedServer.Request;
import org.holdfast.servers.ProxiedDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

class ConnectionTest {
    private static final RetryPolicy POLICY = new RetryPolicy(4, Duration.ZERO, Duration.ZERO);

    @ParameterizedTest
    @EnumSource(Profile.Checksums.class)
    void everyKindOfRequestReachesARealServer(Profile.Checksums checksums, @TempDir Path directory) throws IOException {
        try (ProxiedDirectory server = ProxiedDirectory.start(directory);
                Connection connection =
                        connect(real(server, server.secretAccessKey(), checksums, server.newBucket()))) {
            String bucket = connection.bucket();
            connection.send(
                    Operation.PUT,
                    Asked.KEY,
                    client -> client.putObject(
                            put -> put.bucket(bucket).key("a/key"), RequestBody.fromString("content")));
            assertThat(server.files(bucket).resolve("a/key")).hasContent("content");
            connection.send(
                    Operation.COPY,
                    Asked.KEY,
                    client -> client.copyObject(copy -> copy.sourceBucket(bucket)
                            .sourceKey("a/key")
                            .destinationBucket(bucket)
                            .destinationKey("b")));
            String read = connection.send(Operation.GET, ObjectKey.of("b"), client -> client.getObjectAsBytes(
                            get -> get.bucket(bucket).key("b"))
                    .asUtf8String());
            assertThat(read).isEqualTo("content");
            connection.send(
                    Operation.DELETE,
                    ObjectKey.of("b"),
                    client ->
                            client.deleteObjects(delete -> delete.bucket(bucket).delete(both())));
            int left = connection.send(
                    Operation.LIST, ObjectKey.ROOT, client -> client.listObjectsV2(list -> list.bucket(bucket))
                            .keyCount());
            assertThat(left).isZero();
        }
    }

    private static Delete both() {
        return Delete.builder()
                .objects(
                        ObjectIdentifier.builder().key("a/key").build(),
                        ObjectIdentifier.builder().key("b").build())
                .build();
    }

    @Test
    void aWrongSecretIsNamedByARealServer(@TempDir Path directory) {
        try (ProxiedDirectory server = ProxiedDirectory.start(directory);
                Connection connection =
                        connect(real(server, Sites.SECRET, Profile.Checksums.MD5, server.newBucket()))) {
            assertThat(catchThrowable(() -> connection.send(
                            Operation.LIST,
                            ObjectKey.ROOT,
                            client -> client.listObjectsV2(list -> list.bucket(connection.bucket())))))
                    .isInstanceOf(AccessDeniedException.class)
                    .hasMessageStartingWith("secret key wrong: could not list in bucket " + connection.bucket());
        }
    }

    @Test
    void aPlainServiceSeesNoChecksums() throws IOException {
        try (CannedServer server = CannedServer.always(Reply.empty(200));
                Connection connection = connect(Sites.at(server.endpoint()))) {
            Asked.send(connection, Operation.PUT);
            Request put = server.seen().getFirst();
            assertThat(put.uri().getPath()).isEqualTo("/the-bucket/the/prefix/a/key");
            assertThat(put.body()).containsExactly(1, 2, 3);
            assertThat(onlyForAmazon(put)).isEmpty();
            assertThat(put.uri().getQuery()).isNull();
            assertThat(put.header("Content-Encoding")).isEmpty();
            assertThat(put.header("Expect")).isEmpty();
            assertThat(put.header("User-Agent"))
                    .hasValueSatisfying(agent -> assertThat(agent).startsWith("holdfast"));
        }
    }

    /// Of a put, the store itself says the MD5, which it needs anyway.
    @Test
    void theRemovalOfManyCarriesItsMd5() throws Exception {
        try (CannedServer server = CannedServer.always(Reply.xml(200, "<DeleteResult/>"));
                Connection connection = connect(Sites.at(server.endpoint()))) {
            connection.send(
                    Operation.DELETE,
                    Asked.KEY,
                    client -> client.deleteObjects(
                            delete -> delete.bucket(connection.bucket()).delete(both())));
            Request delete = server.seen().getFirst();
            byte[] md5 = MessageDigest.getInstance("MD5").digest(delete.body());
            assertThat(delete.header("Content-MD5"))
                    .contains(Base64.getEncoder().encodeToString(md5));
            assertThat(onlyForAmazon(delete)).isEmpty();
        }
    }

    private static List<String> onlyForAmazon(Request request) {
        return request.headers().keySet().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> name.contains("checksum") || name.contains("trailer") || name.startsWith("amz-sdk"))
                .toList();
    }

    @Test
    void anErrorInsideOfASuccessfulPartCopyIsSeen() throws IOException {
        AtomicInteger count = new AtomicInteger();
        try (CannedServer server = CannedServer.start(_ -> count.incrementAndGet() == 1
                        ? Reply.error(200, "InternalError", "")
                        : Reply.xml(200, "<CopyPartResult><ETag>e</ETag></CopyPartResult>"));
                Connection connection = connect(Sites.at(server.endpoint()))) {
            String tag = connection.send(
                    Operation.COPY, Asked.KEY, client -> client.uploadPartCopy(copy -> copy.sourceBucket("the-bucket")
                                    .sourceKey("a")
                                    .destinationBucket("the-bucket")
                                    .destinationKey("b")
                                    .partNumber(1)
                                    .uploadId("up"))
                            .copyPartResult()
                            .eTag());
            assertThat(tag).isEqualTo("e");
            assertThat(server.seen()).hasSize(2);
        }
    }

    @Test
    void amazonSeesTheSdksOwnWay() throws IOException {
        Profile amazon = Sites.profile(true, Profile.Checksums.DEFAULT, true, EnumSet.noneOf(Ability.class));
        try (CannedServer server = CannedServer.always(Reply.empty(200));
                Connection connection = connect(with(amazon, server.endpoint()))) {
            Asked.send(connection, Operation.PUT);
            Request put = server.seen().getFirst();
            assertThat(onlyForAmazon(put)).isNotEmpty();
            assertThat(put.header("Content-MD5")).isEmpty();
            assertThat(put.header("Expect")).contains("100-continue");
        }
    }

    @Test
    void throttlingIsRetriedWithTheSameBody() throws IOException {
        AtomicInteger count = new AtomicInteger();
        List<RetryListener.Retry> heard = new ArrayList<>();
        try (CannedServer server = CannedServer.start(_ -> switch (count.incrementAndGet()) {
                    case 1 -> Reply.html(429);
                    case 2 -> Reply.error(503, "SlowDown", "");
                    case 3 -> Reply.empty(500);
                    default -> Reply.empty(200);
                });
                Connection connection = Connection.open(
                        Sites.at(server.endpoint()), SiteMemory.NONE, POLICY, heard::add, InstantSource.system())) {
            Asked.send(connection, Operation.PUT);
            assertThat(server.seen()).hasSize(4).allSatisfy(put -> assertThat(put.body())
                    .containsExactly(1, 2, 3));
            assertThat(heard).extracting(RetryListener.Retry::attempt).containsExactly(1, 2, 3);
        }
    }

    @Test
    void neverMoreRequestsInFlightThanTheLimitsTogether() throws Exception {
        int limit = 12;
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(limit);
        try (CannedServer server = CannedServer.start(_ -> {
                    most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                    full.countDown();
                    await(full);
                    inFlight.decrementAndGet();
                    return Reply.empty(200);
                });
                Connection connection = connect(Sites.at(server.endpoint()));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Object>> all = new ArrayList<>();
            for (int i = 0; i < 5 * limit; i++) {
                all.add(threads.submit(() -> Asked.send(connection, Operation.PUT)));
            }
            for (Future<Object> one : all) {
                one.get();
            }
        }
        assertThat(most).hasValue(limit);
    }

    @Test
    void whatIsLearnedIsSeenAndToldOnce() throws IOException {
        List<String> news = new ArrayList<>();
        List<Learned> learned = new ArrayList<>();
        SiteMemory memory = new SiteMemory() {
            @Override
            public Learned recall() {
                return new Learned(Map.of(Ability.MD5_TAG, true), Optional.of("us-east-1"));
            }

            @Override
            public void learn(Learned all, String what) {
                learned.add(all);
                news.add(what);
            }
        };
        try (Connection connection = Connection.open(
                Sites.at(URI.create("http://127.0.0.1:1")),
                memory,
                POLICY,
                RetryListener.NONE,
                InstantSource.system())) {
            connection.learn(Ability.COPY, false, "no copies");
            connection.learn(Ability.COPY, false, "no copies, again");
            connection.learn(Ability.MD5_TAG, true, "known before");
            connection.learn(Ability.BATCH_DELETE, true, "batches");
            assertThat(connection.profile().can(Ability.COPY)).isFalse();
            assertThat(connection.profile().can(Ability.BATCH_DELETE)).isTrue();
            assertThat(connection.profile().can(Ability.LIST_V2)).isTrue();
            assertThat(connection.profile().maxKeyBytes()).isEqualTo(1024);
        }
        assertThat(news).containsExactly("no copies", "batches");
        assertThat(learned.getLast())
                .isEqualTo(new Learned(
                        Map.of(Ability.MD5_TAG, true, Ability.COPY, false, Ability.BATCH_DELETE, true),
                        Optional.of("us-east-1")));
    }

    private static Site real(ProxiedDirectory server, String secret, Profile.Checksums checksums, String bucket) {
        S3Settings any = Sites.settings(
                server.endpoint(), Optional.of(new Credentials(server.accessKeyId(), secret, Optional.empty())));
        S3Settings settings = new S3Settings(
                bucket,
                any.prefix(),
                any.provider(),
                any.endpoint(),
                any.region(),
                any.credentials(),
                any.credentialsProfile(),
                any.pathStyle(),
                any.caFile(),
                any.acceptSelfSigned(),
                any.verify(),
                any.limits());
        Profile profile = Sites.profile(true, checksums, false, EnumSet.noneOf(Ability.class));
        return new Site(settings, "s3", settings.endpoint(), server.region(), profile);
    }

    private static Site with(Profile profile, URI endpoint) {
        S3Settings settings = Sites.settings(endpoint, Optional.of(Sites.KEYS));
        return new Site(settings, "s3", settings.endpoint(), "us-east-1", profile);
    }

    private static Connection connect(Site site) {
        return Connection.open(site, SiteMemory.NONE, POLICY, RetryListener.NONE, InstantSource.system());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
