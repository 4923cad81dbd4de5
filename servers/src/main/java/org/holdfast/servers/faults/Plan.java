package org.holdfast.servers.faults;

import java.util.Optional;

/// What is to happen to a request that is forwarded.
///
/// @param end how the answer ends if the meddling stops it
/// @param replacement what the client hears in place of the server's answer
/// @param hit to be told before the replacement is sent
record Plan(Meddling request, Meddling answer, End end, Optional<Answer> replacement, Runnable hit) {
    static Plan plain() {
        return ofRequest(Meddling.none());
    }

    static Plan ofRequest(Meddling request) {
        return new Plan(request, Meddling.none(), End.WHOLE, Optional.empty(), () -> {});
    }

    static Plan ofAnswer(Meddling answer, End end) {
        return new Plan(Meddling.none(), answer, end, Optional.empty(), () -> {});
    }

    static Plan replacing(Answer replacement, Runnable hit) {
        return new Plan(Meddling.none(), Meddling.none(), End.WHOLE, Optional.of(replacement), hit);
    }
}
