package org.holdfast.server.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.AccessToken;

/// Browsers that have logged in; a restart ends all of them. Thread-safe.
final class Sessions {
    private static final Duration IDLE = Duration.ofHours(12);
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final int MOST = 1000;

    private final InstantSource clock;

    /// By the hash of what the cookie holds; the oldest first. Guarded by this.
    private final Map<String, Session> sessions = new LinkedHashMap<>();

    Sessions(InstantSource clock) {
        this.clock = clock;
    }

    /// One browser. Its times are guarded by the sessions.
    static final class Session {
        private final AccessToken csrf;
        private final String csrfText;
        private final Instant begun;
        private Instant seen;

        private Session(String csrf, Instant now) {
            this.csrf = AccessToken.of(csrf);
            this.csrfText = csrf;
            this.begun = now;
            this.seen = now;
        }

        /// What only pages of ours can know, and must say with whatever changes something.
        String csrf() {
            return csrfText;
        }

        boolean isCsrf(String text) {
            return csrf.matches(text);
        }

        private boolean isOver(Instant now) {
            return seen.plus(IDLE).isBefore(now) || begun.plus(LONGEST).isBefore(now);
        }
    }

    /// Begins one.
    ///
    /// @return what its cookie holds
    synchronized String begin() {
        Instant now = clock.instant();
        sessions.values().removeIf(session -> session.isOver(now));
        if (sessions.size() >= MOST) {
            sessions.remove(sessions.keySet().iterator().next());
        }
        String id = AccessToken.random();
        sessions.put(AccessToken.of(id).text(), new Session(AccessToken.random(), now));
        return id;
    }

    /// That of a cookie, unless it is over.
    synchronized Optional<Session> find(String id) {
        Instant now = clock.instant();
        Optional<Session> found =
                Optional.ofNullable(sessions.get(AccessToken.of(id).text())).filter(session -> !session.isOver(now));
        found.ifPresent(session -> session.seen = now);
        return found;
    }

    /// Whether it has not ended.
    synchronized boolean isLive(Session session) {
        return sessions.containsValue(session) && !session.isOver(clock.instant());
    }

    synchronized void end(Session session) {
        sessions.values().removeIf(other -> other == session);
    }
}
