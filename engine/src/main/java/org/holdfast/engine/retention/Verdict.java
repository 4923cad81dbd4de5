package org.holdfast.engine.retention;

import java.util.List;

/// What is to become of a backup.
public sealed interface Verdict {
    Candidate candidate();

    /// It stays.
    ///
    /// @param reasons at least one
    record Kept(Candidate candidate, List<Reason> reasons) implements Verdict {
        public Kept {
            reasons = List.copyOf(reasons);
        }
    }

    record Going(Candidate candidate, Expiry why) implements Verdict {}
}
