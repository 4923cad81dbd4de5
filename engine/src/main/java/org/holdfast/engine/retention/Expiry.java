package org.holdfast.engine.retention;

import java.util.List;

/// Why a backup goes.
public sealed interface Expiry {
    /// For people, in lower case.
    String words();

    /// Newer ones stand for all days, weeks, months and years that it is in and the policy asks for.
    ///
    /// @param periods their names, at least one
    record Superseded(List<String> periods) implements Expiry {
        public Superseded {
            periods = List.copyOf(periods);
        }

        @Override
        public String words() {
            return "not the newest of " + String.join(", ", periods);
        }
    }

    record TooOld() implements Expiry {
        @Override
        public String words() {
            return "older than the policy keeps";
        }
    }

    record NeverFinished() implements Expiry {
        @Override
        public String words() {
            return "its run died before it was finished";
        }
    }

    record HalfRemoved() implements Expiry {
        @Override
        public String words() {
            return "its removal was interrupted";
        }
    }
}
