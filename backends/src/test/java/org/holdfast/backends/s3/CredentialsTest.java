package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.Operation;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.RetryPolicy;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.s3.CannedServer.Reply;
import org.holdfast.backends.s3.CannedServer.Request;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Which key signs a request, seen by the service. The SDK reads its sources from the process's environment and, first
/// of all, system properties, which a test can set.
@Isolated
class CredentialsTest {
    private static final String EXPIRES = "2100-01-01T00:00:00Z";

    @TempDir
    private Path directory;

    private final Map<String, @Nullable String> before = new HashMap<>();

    @BeforeEach
    void nothingOfThisMachine() {
        set("aws.sharedCredentialsFile", directory.resolve("no-credentials").toString());
        set("aws.configFile", directory.resolve("no-config").toString());
        set("aws.disableEc2Metadata", "true");
    }

    @AfterEach
    void restore() {
        before.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }

    @Test
    void theSettingsOwnComeFirst() throws IOException {
        set("aws.accessKeyId", "PROPERTY");
        set("aws.secretAccessKey", Sites.SECRET);
        assertSignedBy("OWN", Optional.of(Sites.TOKEN), request(own(Optional.of(Sites.TOKEN)), Optional.empty()));
        assertSignedBy("OWN", Optional.empty(), request(own(Optional.empty()), Optional.empty()));
    }

    @Test
    void environmentWithASessionToken() throws IOException {
        set("aws.accessKeyId", "PROPERTY");
        set("aws.secretAccessKey", Sites.SECRET);
        set("aws.sessionToken", Sites.TOKEN);
        assertSignedBy("PROPERTY", Optional.of(Sites.TOKEN), request(Optional.empty(), Optional.empty()));
    }

    @Test
    void profilesOfTheAwsFiles() throws IOException {
        Path file = directory.resolve("credentials");
        Files.writeString(file, """
            [default]
            aws_access_key_id = DEFAULT
            aws_secret_access_key = s
            [backup]
            aws_access_key_id = BACKUP
            aws_secret_access_key = s
            aws_session_token = %s
            """.formatted(Sites.TOKEN));
        set("aws.sharedCredentialsFile", file.toString());
        assertSignedBy("DEFAULT", Optional.empty(), request(Optional.empty(), Optional.empty()));
        assertSignedBy("BACKUP", Optional.of(Sites.TOKEN), request(Optional.empty(), Optional.of("backup")));
        assertThat(failure(Optional.of("absent")).hint()).contains("the profile absent is not in");
    }

    @Test
    void metadataOfAnInstance() throws IOException {
        try (CannedServer metadata = CannedServer.start(CredentialsTest::instance)) {
            set("aws.disableEc2Metadata", "false");
            set("aws.ec2MetadataServiceEndpoint", metadata.endpoint().toString());
            assertSignedBy("INSTANCE", Optional.of(Sites.TOKEN), request(Optional.empty(), Optional.empty()));
            assertThat(metadata.seen().getLast().header("x-aws-ec2-metadata-token"))
                    .contains("metadata-token");
        }
    }

    private static Reply instance(Request request) {
        return switch (request.uri().getPath()) {
            case "/latest/api/token" ->
                new Reply(200, Map.of("x-aws-ec2-metadata-token-ttl-seconds", "21600"), "metadata-token");
            case "/latest/meta-data/iam/security-credentials/" -> new Reply(200, Map.of(), "the-role");
            case "/latest/meta-data/iam/security-credentials/the-role" -> temporary("INSTANCE");
            default -> Reply.empty(404);
        };
    }

    @Test
    void credentialsOfAContainer() throws IOException {
        try (CannedServer container = CannedServer.always(temporary("CONTAINER"))) {
            set("aws.containerCredentialsFullUri", container.endpoint() + "/keys");
            set("aws.containerAuthorizationToken", "container-token");
            assertSignedBy("CONTAINER", Optional.of(Sites.TOKEN), request(Optional.empty(), Optional.empty()));
            assertThat(container.seen().getFirst().header("Authorization")).contains("container-token");
        }
    }

    @Test
    void noneAnywhere() throws IOException {
        StoreException thrown = failure(Optional.empty());
        assertThat(thrown)
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageStartingWith("no credentials found: could not put a/key in bucket the-bucket at 127.0.0.1:");
        assertThat(thrown.hint()).contains("AWS_ACCESS_KEY_ID").contains("`aws configure list`");
    }

    /// Outside of AWS, the address of the metadata is one where nobody answers.
    @Test
    void metadataThatNeverAnswerAreNotWaitedForLong() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            set("aws.disableEc2Metadata", "false");
            set("aws.ec2MetadataServiceEndpoint", "http://127.0.0.1:" + silent.getLocalPort());
            long start = System.nanoTime();
            assertThat(failure(Optional.empty())).hasMessageStartingWith("no credentials found");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(500), Duration.ofSeconds(15));
        }
    }

    private static Optional<Credentials> own(Optional<String> token) {
        return Optional.of(new Credentials("OWN", Sites.SECRET, token));
    }

    private static Reply temporary(String key) {
        return new Reply(200, Map.of("Content-Type", "application/json"), """
            {"Code": "Success", "Type": "AWS-HMAC", "AccessKeyId": "%s", "SecretAccessKey": "%s", "Token": "%s",
             "LastUpdated": "2026-01-01T00:00:00Z", "Expiration": "%s"}\
            """.formatted(
                        key, Sites.SECRET, Sites.TOKEN, EXPIRES));
    }

    private static void assertSignedBy(String key, Optional<String> token, Request request) {
        assertThat(request.header("Authorization"))
                .hasValueSatisfying(value -> assertThat(value).contains("Credential=" + key + "/"));
        assertThat(request.header("x-amz-security-token")).isEqualTo(token);
    }

    private static Request request(Optional<Credentials> credentials, Optional<String> profile) throws IOException {
        try (CannedServer server = CannedServer.always(Reply.empty(200))) {
            put(server, credentials, profile);
            assertThat(server.seen()).hasSize(1);
            return server.seen().getFirst();
        }
    }

    private static StoreException failure(Optional<String> profile) throws IOException {
        try (CannedServer server = CannedServer.always(Reply.empty(200))) {
            Throwable thrown = catchThrowable(() -> put(server, Optional.empty(), profile));
            assertThat(server.seen()).isEmpty();
            return (StoreException) thrown;
        }
    }

    private static void put(CannedServer server, Optional<Credentials> credentials, Optional<String> profile)
            throws IOException {
        S3Settings settings = Sites.with(server.endpoint(), credentials, profile, Optional.empty(), false);
        RetryPolicy once = new RetryPolicy(1, Duration.ZERO, Duration.ZERO);
        try (Connection connection = Connection.open(
                Sites.of(settings), SiteMemory.NONE, once, RetryListener.NONE, InstantSource.system())) {
            Asked.send(connection, Operation.PUT);
        }
    }

    private void set(String property, String value) {
        String old = System.getProperty(property);
        if (!before.containsKey(property)) {
            before.put(property, old);
        }
        System.setProperty(property, value);
    }
}
