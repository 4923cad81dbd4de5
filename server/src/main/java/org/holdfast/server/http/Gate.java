package org.holdfast.server.http;

import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.holdfast.engine.AccessToken;
import org.holdfast.engine.BackupException;

/// Sees who makes a request. Thread-safe.
final class Gate {
    private static final String BEARER = "Bearer ";
    private static final String CSRF_HEADER = "X-Holdfast-Csrf";
    private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

    private final AccessToken token;
    private final boolean tls;
    private final String cookie;
    private final Sessions sessions;
    private final Doorkeeper doorkeeper;

    Gate(AccessToken token, boolean tls, InstantSource clock) {
        this.token = token;
        this.tls = tls;
        // Such a name tells browsers to take it from us only, and only by TLS.
        this.cookie = tls ? "__Host-holdfast" : "holdfast";
        this.sessions = new Sessions(clock);
        this.doorkeeper = new Doorkeeper(clock);
    }

    /// @throws Refusal for a token that is wrong
    Visitor visitor(HttpServerRequest request) throws Refusal {
        String authorization = request.getHeader("Authorization");
        if (authorization != null) {
            return bearer(request, authorization);
        }
        return Optional.ofNullable(request.getCookie(cookie))
                .flatMap(found -> sessions.find(found.getValue()))
                .map(Visitor::of)
                .orElse(Visitor.STRANGER);
    }

    private Visitor bearer(HttpServerRequest request, String authorization) throws Refusal {
        if (authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && token.matches(authorization.substring(BEARER.length()).strip())) {
            return Visitor.BEARER;
        }
        throw new Refusal(
                doorkeeper.failed(address(request)).map(Gate::tooOften).orElseGet(Errors::unknown));
    }

    private static Answer tooOften(Duration pause) {
        return Errors.tooOften(Math.max(LEAST_PAUSE.toSeconds(), pause.toSeconds()));
    }

    /// Whether a visitor of before is still known: a session may have ended meanwhile.
    boolean isKnown(Visitor visitor) {
        return visitor.session().map(sessions::isLive).orElse(visitor.known());
    }

    void requireKnown(Visitor visitor) throws Refusal {
        if (!visitor.known()) {
            throw new Refusal(Errors.unknown());
        }
    }

    /// Lets nobody make a browser do what another site wants.
    ///
    /// @param open whether nobody need be known, as to log in
    void requireOwnPage(HttpServerRequest request, Visitor visitor, boolean open) throws Refusal {
        if (visitor.known() && visitor.session().isEmpty()) {
            // Browsers send no token of themselves.
            return;
        }
        boolean ours = isOwnOrigin(request);
        String csrf = request.getHeader(CSRF_HEADER);
        boolean meant = open
                || visitor.session()
                        .filter(session -> csrf != null && session.isCsrf(csrf))
                        .isPresent();
        if (!ours || !meant) {
            throw new Refusal(Errors.answer(
                    403,
                    "forbidden",
                    "that did not come from a page of this server",
                    "send the header " + CSRF_HEADER + " with what /api/session says, or use the token"));
        }
    }

    private static boolean isOwnOrigin(HttpServerRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return false;
        }
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return true;
        }
        try {
            return URI.create(origin).getAuthority() != null
                    && URI.create(origin).getAuthority().equals(request.getHeader("Host"));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    static String address(HttpServerRequest request) {
        return request.remoteAddress() == null
                ? "unknown"
                : String.valueOf(request.remoteAddress().hostAddress());
    }

    /// Begins a session for whoever has the token.
    ///
    /// @param address where he is
    /// @return an answer with its cookie, or that he is not let in
    Answer logIn(String address, String shown) throws BackupException {
        Optional<Duration> pause = doorkeeper.pause(address);
        if (pause.isPresent()) {
            return tooOften(pause.get());
        }
        if (!token.matches(shown)) {
            return doorkeeper
                    .failed(address)
                    .map(Gate::tooOften)
                    .orElseGet(() -> Errors.answer(
                            401,
                            "unauthorized",
                            "that is not the token",
                            "\"holdfast serve --new-token\" makes a new one"));
        }
        return new Answer.Document(200, Map.of("loggedIn", true), Map.of("Set-Cookie", cookie(sessions.begin(), "")));
    }

    /// Ends the session of a visitor.
    Answer logOut(Visitor visitor) {
        visitor.session().ifPresent(sessions::end);
        return new Answer.Document(200, Map.of("loggedIn", false), Map.of("Set-Cookie", cookie("", "; Max-Age=0")));
    }

    private String cookie(String value, String more) {
        return cookie + "=" + value + "; Path=/; HttpOnly; SameSite=Strict" + (tls ? "; Secure" : "") + more;
    }
}
