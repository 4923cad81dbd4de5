package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.RetryPolicy;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.TransientStoreException;
import org.holdfast.backends.s3.CannedServer.Reply;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Real answers over HTTP, read by the real SDK.
class S3ErrorsTest {
    private static final RetryPolicy ONCE = new RetryPolicy(1, Duration.ZERO, Duration.ZERO);

    private record Row(
            Operation operation, Reply reply, Class<? extends StoreException> type, String words, String hint) {}

    @TestFactory
    Stream<DynamicTest> answers() {
        return rows().stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.operation + " " + row.reply.status() + " " + row.reply.body(), () -> check(row)));
    }

    private static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.addAll(credentials());
        rows.addAll(places());
        rows.addAll(passing());
        rows.addAll(permanent());
        return rows;
    }

    private static List<Row> credentials() {
        return List.of(
                denied(Reply.error(403, "InvalidAccessKeyId", ""), "access key unknown", "Spaces"),
                denied(Reply.error(403, "SignatureDoesNotMatch", ""), "secret key wrong", "copy it again"),
                denied(Reply.error(400, "InvalidToken", ""), "session token invalid", "AWS_SESSION_TOKEN"),
                denied(Reply.error(400, "ExpiredToken", ""), "session token expired", "aws sts"),
                denied(Reply.error(403, "AccessDenied", ""), "access denied", "holdfast site check 's3://the-bucket/"),
                denied(Reply.html(403), "access denied", "rights"),
                denied(Reply.error(401, "Whatever", ""), "access denied", "rights"),
                new Row(Operation.STAT, Reply.empty(403), AccessDeniedException.class, "access denied", "rights"));
    }

    private static List<Row> places() {
        return List.of(
                permanent(
                        Operation.PUT, Reply.error(404, "NoSuchBucket", ""), "no such bucket", "aws s3 ls s3://the-b"),
                permanent(Operation.GET, Reply.error(404, "NoSuchBucket", ""), "no such bucket", "spelling"),
                permanent(Operation.LIST, Reply.empty(404), "no such bucket", "spelling"),
                permanent(Operation.GET, Reply.html(404), "no S3 service", "curl -I http://127.0.0.1:"),
                permanent(Operation.PUT, Reply.html(400), "no S3 service", "web site"),
                permanent(Operation.PUT, Reply.error(301, "PermanentRedirect", ""), "wrong region", "get-bucket-loc"),
                permanent(Operation.PUT, Reply.empty(307), "wrong region", "region"),
                permanent(
                        Operation.PUT, Reply.error(400, "AuthorizationHeaderMalformed", ""), "wrong region", "region"),
                new Row(Operation.STAT, Reply.empty(404), ObjectNotFoundException.class, "no such object", ""),
                new Row(
                        Operation.GET,
                        Reply.error(404, "NoSuchKey", ""),
                        ObjectNotFoundException.class,
                        "no such object",
                        ""));
    }

    private static List<Row> passing() {
        return List.of(
                passing(Operation.PUT, Reply.html(429), "too many requests", "fewer"),
                passing(Operation.PUT, Reply.empty(429), "too many requests", "fewer"),
                passing(Operation.STAT, Reply.empty(429), "too many requests", "fewer"),
                passing(Operation.PUT, Reply.error(503, "SlowDown", ""), "too many requests", "fewer"),
                passing(Operation.GET, Reply.html(503), "too many requests", "fewer"),
                passing(Operation.PUT, Reply.error(400, "RequestRateLimitExceeded", ""), "too many requests", "fewer"),
                passing(Operation.COPY, Reply.error(200, "SlowDown", ""), "too many requests", "fewer"),
                passing(Operation.COPY, Reply.error(200, "InternalError", ""), "the service failed", "later"),
                passing(Operation.FLUSH, Reply.error(200, "InternalError", ""), "the service failed", "later"),
                passing(Operation.FLUSH, Reply.error(200, "SlowDown", ""), "too many requests", "fewer"),
                passing(Operation.PUT, Reply.error(500, "InternalError", ""), "the service failed", "later"),
                passing(Operation.GET, Reply.empty(500), "the service failed", "later"),
                passing(Operation.PUT, Reply.html(502), "the service failed", "later"),
                passing(Operation.PUT, Reply.html(504), "the service failed", "later"),
                passing(Operation.COPY, Reply.html(524), "the service failed", "later"),
                passing(Operation.COPY, Reply.empty(408), "timed out", "network"),
                passing(Operation.PUT, Reply.error(400, "RequestTimeout", ""), "timed out", "network"),
                passing(Operation.PUT, Reply.error(400, "IncompleteBody", ""), "connection lost", "network"),
                passing(Operation.PUT, Reply.error(400, "BadDigest", ""), "damaged on the way", "memory"),
                passing(
                        Operation.PUT,
                        Reply.error(409, "ConditionalRequestConflict", ""),
                        "another request was in the way",
                        "later"));
    }

    private static List<Row> permanent() {
        return List.of(
                permanent(Operation.PUT, Reply.error(403, "StorageCapExceeded", ""), "over quota", "raise"),
                permanent(Operation.PUT, Reply.error(403, "QuotaExceeded", ""), "over quota", "raise"),
                permanent(Operation.PUT, Reply.empty(507), "over quota", "raise"),
                permanent(Operation.GET, Reply.error(403, "InvalidObjectState", ""), "object archived", "Glacier"),
                permanent(Operation.PUT, Reply.error(400, "KeyTooLongError", ""), "key too long", "1024 bytes"),
                permanent(Operation.PUT, Reply.error(400, "EntityTooLarge", ""), "object too large", "part size"),
                permanent(Operation.PUT, Reply.error(412, "PreconditionFailed", ""), "condition not met", "probe"),
                permanent(Operation.COPY, Reply.error(501, "NotImplemented", ""), "not offered", "site probe"),
                permanent(Operation.COPY, Reply.html(405), "not offered", "site probe"),
                permanent(Operation.FLUSH, Reply.error(404, "NoSuchUpload", ""), "the upload is gone", ""),
                permanent(
                        Operation.PUT,
                        Reply.error(400, "InvalidRequest", "<Message>Missing required header\nContent-MD5</Message>"),
                        "request refused",
                        "provider"),
                permanent(Operation.PUT, Reply.empty(411), "request refused", "provider"));
    }

    private void check(Row row) throws IOException {
        try (CannedServer server = CannedServer.always(row.reply());
                Connection connection = connect(server, InstantSource.system())) {
            Throwable thrown = catchThrowable(() -> Asked.send(connection, row.operation()));
            assertThat(server.seen()).hasSize(1);
            assertThat(thrown).isInstanceOf(row.type()).hasCauseInstanceOf(S3Exception.class);
            assertThat(thrown)
                    .hasMessageStartingWith(row.words())
                    .hasMessageContaining("could not " + row.operation())
                    .hasMessageContaining("in bucket the-bucket at 127.0.0.1:"
                            + server.endpoint().getPort());
            if (row.operation() != Operation.LIST) {
                assertThat(thrown).hasMessageContaining(Asked.KEY.toString());
            }
            String hint = ((StoreException) thrown).hint();
            assertThat(hint).contains(row.hint()).isEqualTo(hint.strip());
            assertThat(hint.isEmpty()).isEqualTo(row.hint().isEmpty());
            assertThat(thrown.getMessage() + hint).doesNotContain("\n").doesNotContain(Sites.SECRET);
        }
    }

    @Test
    void wordsOfTheServiceFollowOnlyWhereOursSayTooLittle() throws IOException {
        assertThat(failure(Reply.error(400, "InvalidRequest", "<Message>Missing\nheader</Message>")))
                .hasMessageEndingWith("(400 InvalidRequest: Missing\\nheader)");
        assertThat(failure(Reply.error(403, "AccessDenied", "<Message>for user AKEY</Message>")))
                .hasMessageEndingWith("(403 AccessDenied)");
    }

    @Test
    void throttlingIsMarkedAndSaysHowLongToWait() throws IOException {
        TransientStoreException told =
                (TransientStoreException) failure(Reply.html(429).with("Retry-After", "17"));
        assertThat(told.throttled()).isTrue();
        assertThat(told.retryAfter()).contains(Duration.ofSeconds(17));
        TransientStoreException untold = (TransientStoreException) failure(Reply.error(503, "SlowDown", ""));
        assertThat(untold.throttled()).isTrue();
        assertThat(untold.retryAfter()).isEmpty();
        TransientStoreException date =
                (TransientStoreException) failure(Reply.html(503).with("Retry-After", "Fri, 31 Dec 2100 23:59:59 GMT"));
        assertThat(date.retryAfter())
                .hasValueSatisfying(wait -> assertThat(wait).isGreaterThan(Duration.ofDays(999)));
        TransientStoreException other = (TransientStoreException) failure(Reply.empty(500));
        assertThat(other.throttled()).isFalse();
        assertThat(other.onceMore()).isFalse();
        assertThat(((TransientStoreException) failure(Reply.error(400, "BadDigest", ""))).onceMore())
                .isTrue();
    }

    @Test
    void aClockThatIsWrongIsToldInSeconds() throws IOException {
        InstantSource ahead = InstantSource.offset(InstantSource.system(), Duration.ofSeconds(10_000));
        InstantSource behind = InstantSource.offset(InstantSource.system(), Duration.ofSeconds(-10_000));
        Reply tooSkewed = Reply.error(403, "RequestTimeTooSkewed", "");
        assertThat(failure(Operation.PUT, tooSkewed, ahead))
                .isInstanceOf(PermanentStoreException.class)
                .hasMessageStartingWith("clocks differ: ")
                .hasMessageMatching(".*\\(403 RequestTimeTooSkewed: this machine's is (9999|10000|10001) s ahead of the"
                        + " service's\\)");
        assertThat(failure(Operation.STAT, Reply.empty(403), behind))
                .hasMessageMatching(".*\\(403: this machine's is (9999|10000|10001) s behind the service's\\)");
        StoreException hinting = failure(Operation.PUT, Reply.error(403, "SignatureDoesNotMatch", ""), behind);
        assertThat(hinting).hasMessageStartingWith("clocks differ");
        assertThat(hinting.hint()).contains("timedatectl");
    }

    private StoreException failure(Reply reply) throws IOException {
        return failure(Operation.PUT, reply, InstantSource.system());
    }

    private StoreException failure(Operation operation, Reply reply, InstantSource clock) throws IOException {
        try (CannedServer server = CannedServer.always(reply);
                Connection connection = connect(server, clock)) {
            return (StoreException) catchThrowable(() -> Asked.send(connection, operation));
        }
    }

    private static Connection connect(CannedServer server, InstantSource clock) {
        return Connection.open(Sites.at(server.endpoint()), SiteMemory.NONE, ONCE, RetryListener.NONE, clock);
    }

    private static Row denied(Reply reply, String words, String hint) {
        return new Row(Operation.PUT, reply, AccessDeniedException.class, words, hint);
    }

    private static Row permanent(Operation operation, Reply reply, String words, String hint) {
        return new Row(operation, reply, PermanentStoreException.class, words, hint);
    }

    private static Row passing(Operation operation, Reply reply, String words, String hint) {
        return new Row(operation, reply, TransientStoreException.class, words, hint);
    }
}
