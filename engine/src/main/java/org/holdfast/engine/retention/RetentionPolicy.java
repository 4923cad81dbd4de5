package org.holdfast.engine.retention;

import java.time.Duration;
import java.util.Optional;

/// Which backups an owner wants to have. What one rule keeps is kept; 0 asks for none.
///
/// @param keepWithin all that are not older
/// @param keepLatest so many of the newest
/// @param keepDaily the newest of each of the last so many days, today included; days without a backup count
/// @param keepWeekly the same of ISO weeks, which begin on Monday
/// @param keepMonthly the same of months
/// @param keepYearly the same of years
public record RetentionPolicy(
        Optional<Duration> keepWithin, int keepLatest, int keepDaily, int keepWeekly, int keepMonthly, int keepYearly) {
    /// @throws IllegalArgumentException if a number is negative or `keepWithin` not positive; the message names it
    public RetentionPolicy {
        if (keepWithin.isPresent() && !keepWithin.get().isPositive()) {
            throw new IllegalArgumentException("keepWithin must be longer than nothing");
        }
        requireNotNegative("keepLatest", keepLatest);
        requireNotNegative("keepDaily", keepDaily);
        requireNotNegative("keepWeekly", keepWeekly);
        requireNotNegative("keepMonthly", keepMonthly);
        requireNotNegative("keepYearly", keepYearly);
    }

    private static void requireNotNegative(String name, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " must not be negative");
        }
    }

    /// How many periods of a kind are asked for.
    int count(Period period) {
        return switch (period) {
            case DAY -> keepDaily;
            case WEEK -> keepWeekly;
            case MONTH -> keepMonthly;
            case YEAR -> keepYearly;
        };
    }
}
