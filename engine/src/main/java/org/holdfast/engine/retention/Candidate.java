package org.holdfast.engine.retention;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A backup as far as it matters here.
///
/// @param id in any form; unique
/// @param app whose it is; empty for the server's
/// @param installed whether that app still exists
/// @param time when it was made
/// @param pinned kept for ever
/// @param preserveUntil kept until then
/// @param refersTo ids of backups that it needs, of a server's backup
public record Candidate(
        String id,
        Optional<String> app,
        boolean installed,
        Instant time,
        State state,
        boolean pinned,
        Optional<Instant> preserveUntil,
        List<String> refersTo) {
    /// How far it has come.
    public enum State {
        /// Whole.
        COMPLETE,
        /// A backup, but something of the source is missing.
        INCOMPLETE,
        /// Being made, or perhaps; it is no backup yet.
        RUNNING,
        /// Left behind by a run that died; no backup.
        UNFINISHED,
        /// Left behind by a removal that died; no backup any more.
        HALF_REMOVED
    }

    public Candidate {
        refersTo = List.copyOf(refersTo);
    }

    /// Whether it can be restored.
    boolean isGood() {
        return state == State.COMPLETE || state == State.INCOMPLETE;
    }
}
