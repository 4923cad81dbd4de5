package org.holdfast.engine.verify;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// What a backup's record remembers of its verifications. A thorough one that found damage is not forgotten because a
/// less thorough one found none.
///
/// @param at when the last one ended
/// @param mode how thorough that was, see [VerifyMode#id()]; a text, so that an older program reads a record that
///     names another
/// @param files how many it read, or restored, and found right; of so many `bytes`
/// @param findings how many things it found wrong
/// @param nextSlice the one that the next reading of a part begins with, see [Slices]
/// @param dataRead when data was last read, or restored, without anything being wrong
/// @param damage what was found and not disproved since
public record Verification(
        Instant at,
        String mode,
        long files,
        long bytes,
        long findings,
        int nextSlice,
        Optional<Instant> dataRead,
        Optional<Damage> damage) {
    /// Jackson gives null for what a record does not have, and takes an exception for a record of another form.
    public Verification {
        Objects.requireNonNull(at);
        Objects.requireNonNull(mode);
        dataRead = Objects.requireNonNullElse(dataRead, Optional.empty());
        damage = Objects.requireNonNullElse(damage, Optional.empty());
    }

    /// Something is wrong with the backup.
    ///
    /// @param found when
    /// @param findings how many things
    /// @param deep whether it only shows to whom reads the data
    public record Damage(Instant found, long findings, boolean deep) {
        public Damage {
            Objects.requireNonNull(found);
        }
    }

    /// After one more.
    public static Verification of(VerifyResult result, Instant at, Optional<Verification> before) {
        boolean part = result.mode() == VerifyMode.READ_DATA && !result.slices().areAll();
        return new Verification(
                at,
                result.mode().id(),
                result.read().files(),
                result.read().bytes(),
                result.total(),
                part
                        ? result.slices().next()
                        : before.map(Verification::nextSlice).orElse(0),
                result.isGood() && result.read().files() > 0 ? Optional.of(at) : before.flatMap(Verification::dataRead),
                damage(result, at, before.flatMap(Verification::damage)));
    }

    private static Optional<Damage> damage(VerifyResult result, Instant at, Optional<Damage> before) {
        if (!result.isGood()) {
            boolean deep = result.deep() > 0 || (before.filter(Damage::deep).isPresent() && !readsAll(result));
            return Optional.of(new Damage(at, result.total(), deep));
        }
        return before.filter(damage -> damage.deep && !readsAll(result));
    }

    private static boolean readsAll(VerifyResult result) {
        return switch (result.mode()) {
            case QUICK -> false;
            case READ_DATA -> result.slices().areAll();
            case DRILL -> true;
        };
    }
}
