package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.backends.Operation;
import org.holdfast.backends.Retries;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.RetryPolicy;
import org.holdfast.backends.TurnedClock;
import org.holdfast.backends.s3.CannedServer.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a connection waits, by a clock that shows it.
class PaceTest {
    private static final RetryPolicy POLICY = new RetryPolicy(4, Duration.ZERO, Duration.ZERO);

    private final TurnedClock clock = new TurnedClock(0);

    @Test
    void everyTryOfARequestCounts() throws IOException {
        AtomicInteger count = new AtomicInteger();
        try (CannedServer server = CannedServer.start(_ -> Reply.empty(count.incrementAndGet() <= 3 ? 500 : 200));
                Connection connection = connect(server, Sites.profile(), limits(OptionalLong.empty(), 10))) {
            Asked.send(connection, Operation.STAT);
            assertThat(server.seen()).hasSize(4);
            // The first two are free: what was saved, and what is borrowed.
            assertThat(clock.slept()).containsExactly(Duration.ofMillis(100), Duration.ofMillis(100));
            Asked.send(connection, Operation.DELETE);
            assertThat(clock.slept()).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource(Profile.Checksums.class)
    void bodiesCountOnceInBothDirections(Profile.Checksums checksums) throws IOException {
        Profile profile = Sites.profile(true, checksums, false, EnumSet.of(Ability.COPY, Ability.LIST_V2));
        String content = "x".repeat(5000);
        try (CannedServer server = CannedServer.start(request ->
                        request.method().equals("PUT") ? Reply.empty(200) : new Reply(200, Map.of(), content));
                Connection connection = connect(server, profile, limits(OptionalLong.of(1000), 999_999))) {
            byte[] sent = content.getBytes(StandardCharsets.UTF_8);
            connection.send(Operation.PUT, Asked.KEY, client -> Asked.put(client, sent));
            Duration up = clock.sleptTogether();
            // Amazon's way adds a checksum behind the content.
            assertThat(up).isBetween(Duration.ofMillis(4800), Duration.ofMillis(5200));
            Asked.send(connection, Operation.GET);
            assertThat(clock.sleptTogether().minus(up)).isBetween(Duration.ofMillis(4800), Duration.ofMillis(5200));
            assertThat(new String(server.seen().getFirst().body(), StandardCharsets.UTF_8))
                    .contains(content);
        }
    }

    @Test
    void withoutLimitsNothingWaits() throws IOException {
        try (CannedServer server = CannedServer.always(Reply.empty(200));
                Connection connection = connect(server, Sites.profile(), Limits.DEFAULTS)) {
            for (int i = 0; i < 20; i++) {
                Asked.send(connection, Operation.PUT);
            }
        }
        assertThat(clock.slept()).isEmpty();
    }

    @Test
    void theSettingsSayThePace() throws IOException {
        long begun = System.nanoTime();
        try (CannedServer server = CannedServer.always(Reply.empty(200))) {
            S3Settings plain = Sites.at(server.endpoint()).settings();
            Site site = Sites.of(new S3Settings(
                    plain.bucket(),
                    plain.prefix(),
                    plain.provider(),
                    plain.endpoint(),
                    plain.region(),
                    plain.credentials(),
                    plain.credentialsProfile(),
                    plain.pathStyle(),
                    plain.caFile(),
                    plain.acceptSelfSigned(),
                    plain.verify(),
                    limits(OptionalLong.empty(), 20)));
            try (Connection connection =
                    Connection.open(site, SiteMemory.NONE, POLICY, RetryListener.NONE, InstantSource.system())) {
                for (int i = 0; i < 8; i++) {
                    Asked.send(connection, Operation.STAT);
                }
            }
        }
        // By the real clock: of the seven gaps of 50 ms, two are saved.
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(250));
    }

    private static Limits limits(OptionalLong bandwidth, int requests) {
        return new Limits(
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                bandwidth,
                OptionalInt.of(requests));
    }

    private Connection connect(CannedServer server, Profile profile, Limits limits) {
        Site usual = Sites.at(server.endpoint());
        return Connection.open(
                new Site(usual.settings(), usual.provider(), usual.endpoint(), usual.region(), profile),
                SiteMemory.NONE,
                new Retries(POLICY, RetryListener.NONE, _ -> {}, clock, new SplittableRandom(1)),
                InstantSource.system(),
                Timeouts.USUAL,
                Pace.of(limits, clock, clock));
    }
}
