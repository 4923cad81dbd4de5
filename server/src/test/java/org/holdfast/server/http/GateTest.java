package org.holdfast.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.holdfast.engine.AccessToken;
import org.junit.jupiter.api.Test;

/// Who is let in, by a clock that the test sets.
class GateTest {
    private Instant now = Instant.parse("2026-11-29T03:00:00Z");
    private final Gate gate = new Gate(AccessToken.of("right"), false, () -> now);

    private int logIn(String address, String token) throws Exception {
        return ((Answer.Document) gate.logIn(address, token)).status();
    }

    @Test
    void whoFailsElsewhereLocksNobodyOut() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertThat(logIn("10.0.0." + i, "wrong")).as("attempt %s", i).isEqualTo(401);
        }
        assertThat(logIn("10.0.1.1", "wrong")).isEqualTo(429);
        assertThat(logIn("10.0.1.1", "right")).isEqualTo(200);
    }

    @Test
    void whoFailsAgainAndAgainWaits() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(logIn("10.0.0.1", "wrong")).isEqualTo(401);
        }
        assertThat(logIn("10.0.0.1", "right")).isEqualTo(429);
        assertThat(logIn("10.0.0.2", "right")).isEqualTo(200);
        now = now.plus(Duration.ofSeconds(61));
        assertThat(logIn("10.0.0.1", "right")).isEqualTo(200);
    }
}
