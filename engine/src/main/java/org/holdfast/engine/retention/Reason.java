package org.holdfast.engine.retention;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Why a backup is kept.
public sealed interface Reason {
    /// For people, in lower case.
    String words();

    /// Whatever the policy says, the newest of what still exists stays.
    record Newest() implements Reason {
        @Override
        public String words() {
            return "the newest one";
        }
    }

    /// Of several, where the newest one misses something.
    record NewestComplete() implements Reason {
        @Override
        public String words() {
            return "the newest complete one";
        }
    }

    record Within(Duration period) implements Reason {
        @Override
        public String words() {
            return "not older than " + text(period);
        }

        private static String text(Duration period) {
            if (period.equals(Duration.ofDays(period.toDays()))) {
                return period.toDays() + " d";
            }
            if (period.equals(Duration.ofHours(period.toHours()))) {
                return period.toHours() + " h";
            }
            return period.toSeconds() + " s";
        }
    }

    /// One of the newest.
    ///
    /// @param number its place among the newest, from 1
    /// @param of how many of them are kept
    record Latest(int number, int of) implements Reason {
        @Override
        public String words() {
            return "latest " + number + " of " + of;
        }
    }

    /// The newest of a stretch of the calendar.
    ///
    /// @param rule such as `daily`
    /// @param name of the day, week, month or year
    /// @param number its place among the last ones, the present one being 1
    /// @param of how many of them are asked for
    record NewestOf(String rule, String name, long number, int of) implements Reason {
        @Override
        public String words() {
            return "newest of " + name + " (" + rule + " " + number + " of " + of + ")";
        }
    }

    record Pinned() implements Reason {
        @Override
        public String words() {
            return "pinned";
        }
    }

    record Preserved(Instant until) implements Reason {
        @Override
        public String words() {
            return "preserved until " + until.truncatedTo(ChronoUnit.SECONDS);
        }
    }

    /// What a server's backup needs.
    ///
    /// @param backup the server's, which is kept or being made
    record PartOf(String backup) implements Reason {
        @Override
        public String words() {
            return "part of " + backup;
        }
    }

    record Running() implements Reason {
        @Override
        public String words() {
            return "still being made";
        }
    }

    /// A clock was or is wrong, and nobody can say how old it is.
    record FromTheFuture() implements Reason {
        @Override
        public String words() {
            return "dated later than now; a clock was or is wrong";
        }
    }

    /// A server's backup cannot be read, and might need it.
    ///
    /// @param what cannot be read
    record PerhapsPartOf(String what) implements Reason {
        @Override
        public String words() {
            return "perhaps part of " + what + ", which cannot be read";
        }
    }

    /// There is nothing that would remove it.
    record NoPolicy() implements Reason {
        @Override
        public String words() {
            return "no retention policy is given";
        }
    }
}
