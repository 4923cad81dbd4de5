package org.holdfast.server.http;

import java.util.Optional;

/// Who makes a request.
///
/// @param session of a browser; empty for whoever showed the token itself
/// @param known whether he may see anything at all
record Visitor(boolean known, Optional<Sessions.Session> session) {
    static final Visitor STRANGER = new Visitor(false, Optional.empty());
    static final Visitor BEARER = new Visitor(true, Optional.empty());

    static Visitor of(Sessions.Session session) {
        return new Visitor(true, Optional.of(session));
    }
}
