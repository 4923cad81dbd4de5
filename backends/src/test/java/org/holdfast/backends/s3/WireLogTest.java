package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.RequestListener;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.RetryPolicy;
import org.holdfast.backends.TransientStoreException;
import org.holdfast.backends.s3.CannedServer.Reply;
import org.junit.jupiter.api.Test;

class WireLogTest {
    private static final Credentials SECRET =
            new Credentials("AKIDSHOWNNEVER", "hunter2-secret-key", Optional.of("hunter2-session-token"));
    private static final RetryPolicy TWICE = new RetryPolicy(2, Duration.ZERO, Duration.ofMinutes(1));

    private final List<RequestListener.Request> heard = Collections.synchronizedList(new ArrayList<>());

    private S3Store store(URI endpoint) {
        Site site = Sites.of(Sites.settings(endpoint, Optional.of(SECRET)));
        return new S3Store(
                Connection.open(site, SiteMemory.NONE, TWICE, RetryListener.NONE, heard::add, InstantSource.system()),
                site.settings());
    }

    @Test
    void eachRequestIsToldWithTheNumberOfItsTry() throws Exception {
        byte[] content = new byte[1234];
        List<Reply> replies = new ArrayList<>(List.of(
                Reply.error(500, "InternalError", ""),
                Reply.empty(200).with("ETag", '"' + Tag.hex(Tag.md5(content, content.length)) + '"')));
        try (CannedServer server = CannedServer.start(_ -> replies.removeFirst());
                S3Store store = store(server.endpoint())) {
            store.put(ObjectKey.of("dir/a b%\u00e4"), out -> out.write(content));
        }
        String target = "the-bucket/the/prefix/dir/a%20b%25%C3%A4";
        assertThat(heard)
                .extracting(
                        RequestListener.Request::method,
                        RequestListener.Request::target,
                        RequestListener.Request::status,
                        RequestListener.Request::bytes,
                        RequestListener.Request::attempt)
                .containsExactly(tuple("PUT", target, 500, 1234L, 1), tuple("PUT", target, 200, 1234L, 2));
        assertThat(heard).allMatch(request -> request.took().isPositive());
    }

    @Test
    void aListingIsToldWithItsPrefixAndTheSizeOfItsAnswer() throws Exception {
        String body = "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>";
        try (CannedServer server = CannedServer.always(Reply.xml(200, body));
                S3Store store = store(server.endpoint())) {
            store.list(ObjectKey.of("dir"), Depth.ALL, _ -> {});
        }
        assertThat(heard).singleElement().satisfies(request -> {
            assertThat(request.target()).isEqualTo("the-bucket?prefix=the%2Fprefix%2Fdir%2F");
            assertThat(request.bytes()).isEqualTo(body.length());
        });
    }

    @Test
    void aRequestWithoutAnAnswerIsToldAsWell() throws Exception {
        URI gone;
        try (CannedServer server = CannedServer.always(Reply.empty(200))) {
            gone = server.endpoint();
        }
        try (S3Store store = store(gone)) {
            assertThat(catchThrowable(() -> store.stat(ObjectKey.of("a")))).isInstanceOf(TransientStoreException.class);
        }
        assertThat(heard).extracting(RequestListener.Request::status).containsExactly(0, 0);
        assertThat(heard).extracting(RequestListener.Request::attempt).containsExactly(1, 2);
    }

    @Test
    void nothingSecretIsTold() throws Exception {
        try (CannedServer server = CannedServer.always(Reply.error(403, "SignatureDoesNotMatch", ""));
                S3Store store = store(server.endpoint())) {
            List<Attempt> attempts = List.of(
                    () -> store.put(ObjectKey.of("a"), out -> out.write(1)),
                    () -> store.get(ObjectKey.of("a"), _ -> {}),
                    () -> store.list(ObjectKey.ROOT, Depth.CHILDREN, _ -> {}),
                    () -> store.delete(List.of(ObjectKey.of("a"), ObjectKey.of("b"))),
                    () -> store.unfinished(ObjectKey.ROOT, _ -> {}));
            for (Attempt attempt : attempts) {
                assertThat(catchThrowable(attempt::run)).isInstanceOf(IOException.class);
            }
            assertThat(server.seen())
                    .isNotEmpty()
                    .allMatch(request ->
                            request.header("Authorization").orElse("").contains("Signature="))
                    .allMatch(request -> request.header("X-Amz-Security-Token").isPresent());
            assertThat(heard).hasSameSizeAs(server.seen());
            for (CannedServer.Request request : server.seen()) {
                String header = request.header("Authorization").orElseThrow();
                String signature = header.substring(header.indexOf("Signature=") + "Signature=".length());
                assertThat(heard.toString()).doesNotContain(signature);
            }
        }
        assertThat(heard.toString()).doesNotContain("hunter2", "AKIDSHOWNNEVER", "Signature", "X-Amz");
    }

    private interface Attempt {
        void run() throws IOException;
    }
}
