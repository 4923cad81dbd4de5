package org.holdfast.backends.s3;

import java.io.IOException;
import java.util.Set;
import org.holdfast.backends.ObjectKey;

/// What a service does when `If-None-Match: *` does not hold.
enum Obedience {
    OBEYS,
    IGNORES,
    /// It says no, and writes.
    TOO_LATE;

    /// Precondition Failed, and ConditionalRequestConflict where another request was quicker.
    private static final Set<Integer> REFUSALS = Set.of(412, 409);

    /// Whether a failure says that the condition did not hold.
    static boolean isRefusal(IOException e) {
        return Answer.in(e).filter(answer -> REFUSALS.contains(answer.status())).isPresent();
    }

    /// Finds out by putting one object twice.
    ///
    /// @throws IOException if the first put fails, or the second one in another way
    static Obedience of(Scratch scratch) throws IOException {
        ObjectKey key = scratch.key("once");
        scratch.putNew(key, new byte[] {1});
        try {
            scratch.putNew(key, new byte[] {2});
            return IGNORES;
        } catch (IOException e) {
            if (!isRefusal(e)) {
                throw e;
            }
            return scratch.get(key)[0] == 1 ? OBEYS : TOO_LATE;
        }
    }
}
