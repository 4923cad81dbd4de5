package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.RetryPolicy;
import org.holdfast.backends.s3.CannedServer.Reply;
import org.holdfast.backends.s3.CannedServer.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RegionTest {
    private final List<String> news = new ArrayList<>();
    private final List<Learned> learned = new ArrayList<>();
    private final SiteMemory memory = new SiteMemory() {
        @Override
        public Learned recall() {
            return new Learned(Map.of(Ability.COPY, true), Optional.empty());
        }

        @Override
        public void learn(Learned all, String what) {
            learned.add(all);
            news.add(what);
        }
    };

    static List<Reply> refusals() {
        return List.of(
                Reply.error(301, "PermanentRedirect", "").with("x-amz-bucket-region", "eu-west-9"),
                Reply.empty(307).with("x-amz-bucket-region", "eu-west-9"),
                Reply.empty(400).with("x-amz-bucket-region", "eu-west-9"),
                Reply.error(400, "AuthorizationHeaderMalformed", "<Region>eu-west-9</Region>"),
                Reply.error(403, "AuthorizationHeaderMalformed", "<Region>eu-west-9</Region>"),
                Reply.error(
                        400,
                        "AuthorizationHeaderMalformed",
                        "<Message>the region 'us-east-1' is wrong; expecting 'eu-west-9'</Message>"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aWrongRegionIsCorrectedOnceAndRemembered(Reply refusal) throws IOException {
        try (CannedServer server = CannedServer.start(unlessSignedFor("eu-west-9", refusal));
                Connection connection = connect(server)) {
            Asked.send(connection, Operation.PUT);
            Asked.send(connection, Operation.PUT);
            assertThat(server.seen()).hasSize(3);
            assertThat(server.seen().get(1).body()).containsExactly(1, 2, 3);
            assertThat(news).containsExactly("the bucket the-bucket is in region eu-west-9, not in us-east-1");
            assertThat(learned).containsExactly(new Learned(Map.of(Ability.COPY, true), Optional.of("eu-west-9")));
        }
    }

    @Test
    void aMissingRegionIsFoundOutToo() throws IOException {
        Reply refusal = Reply.error(400, "AuthorizationHeaderMalformed", "<Region>eu-west-9</Region>");
        try (CannedServer server = CannedServer.start(unlessSignedFor("eu-west-9", refusal))) {
            Site known = Sites.at(server.endpoint());
            Site unknown = new Site(known.settings(), known.provider(), known.endpoint(), "", known.profile());
            try (Connection connection = connect(unknown)) {
                Asked.send(connection, Operation.LIST);
            }
        }
        assertThat(news).containsExactly("the bucket the-bucket is in region eu-west-9");
    }

    @Test
    void anEmptyRefusalOfAHeadIsCorrectedToo() throws IOException {
        Reply refusal = Reply.empty(400).with("x-amz-bucket-region", "eu-west-9");
        try (CannedServer server = CannedServer.start(unlessSignedFor("eu-west-9", refusal));
                Connection connection = connect(server)) {
            Asked.send(connection, Operation.STAT);
            assertThat(server.seen()).hasSize(2);
        }
    }

    @Test
    void aServiceThatContradictsItselfIsAskedTwice() throws IOException {
        try (CannedServer server = CannedServer.start(request -> signedFor(request, "us-east-1")
                        ? Reply.empty(301).with("x-amz-bucket-region", "eu-west-9")
                        : Reply.empty(301).with("x-amz-bucket-region", "us-east-1"));
                Connection connection = connect(server)) {
            for (int i = 0; i < 2; i++) {
                assertThat(catchThrowable(() -> Asked.send(connection, Operation.PUT)))
                        .isInstanceOf(PermanentStoreException.class)
                        .hasMessageStartingWith("wrong region");
            }
            assertThat(server.seen()).hasSize(3);
            assertThat(news).isEmpty();
        }
    }

    @Test
    void theRegionThatWasUsedIsNoCorrection() throws IOException {
        Reply refusal = Reply.error(400, "InvalidRequest", "").with("x-amz-bucket-region", "us-east-1");
        try (CannedServer server = CannedServer.always(refusal);
                Connection connection = connect(server)) {
            assertThat(catchThrowable(() -> Asked.send(connection, Operation.PUT)))
                    .hasMessageStartingWith("request refused");
            assertThat(server.seen()).hasSize(1);
        }
    }

    @Test
    void manyThreadsLearnItOnce() throws Exception {
        CountDownLatch allRefused = new CountDownLatch(4);
        Function<Request, Reply> replies = request -> {
            if (signedFor(request, "eu-west-9")) {
                return Reply.empty(200);
            }
            allRefused.countDown();
            await(allRefused);
            return Reply.empty(400).with("x-amz-bucket-region", "eu-west-9");
        };
        try (CannedServer server = CannedServer.start(replies);
                Connection connection = connect(server);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Object>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> Asked.send(connection, Operation.PUT)));
            }
            for (Future<Object> one : all) {
                one.get();
            }
            assertThat(server.seen()).hasSize(8);
            assertThat(news).hasSize(1);
        }
    }

    @Test
    void theHostFollowsUnlessItIsTheUsersOwn() {
        Place place = new Place(Optional.of(URI.create("https://s3.us-east-1.example.com:9000/x")), "us-east-1");
        assertThat(place.in("eu-1", false).endpoint()).contains(URI.create("https://s3.eu-1.example.com:9000/x"));
        assertThat(place.in("eu-1", true).endpoint()).isEqualTo(place.endpoint());
        Place first = new Place(Optional.of(URI.create("https://fsn1.example.com")), "fsn1");
        assertThat(first.in("nbg1", false))
                .isEqualTo(new Place(Optional.of(URI.create("https://nbg1.example.com")), "nbg1"));
        Place inside = new Place(Optional.of(URI.create("https://us.bus.com")), "bus");
        assertThat(inside.in("eu", false).endpoint()).contains(URI.create("https://us.eu.com"));
        assertThat(new Place(Optional.empty(), "us-east-1")
                        .in("eu-west-1", false)
                        .host())
                .isEqualTo("s3.eu-west-1.amazonaws.com");
    }

    private Connection connect(CannedServer server) {
        return connect(Sites.at(server.endpoint()));
    }

    private Connection connect(Site site) {
        RetryPolicy once = new RetryPolicy(1, Duration.ZERO, Duration.ZERO);
        return Connection.open(site, memory, once, RetryListener.NONE, InstantSource.system());
    }

    private static Function<Request, Reply> unlessSignedFor(String region, Reply refusal) {
        return request -> signedFor(request, region) ? Reply.empty(200) : refusal;
    }

    private static boolean signedFor(Request request, String region) {
        return request.header("Authorization").orElseThrow().contains("/" + region + "/s3/aws4_request");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
