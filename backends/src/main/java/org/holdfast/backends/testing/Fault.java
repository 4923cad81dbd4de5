package org.holdfast.backends.testing;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.holdfast.backends.StoreException;

/// A failure that a [FaultyStore] has waiting. Thread-safe.
public final class Fault {
    /// When it strikes, as seen by the caller of the operation.
    public enum Moment {
        /// Nothing has happened yet.
        BEFORE,
        /// The caller has written or read one byte, or was shown one entry of a listing; of a delete, the first half
        /// is gone. As [#BEFORE] for an operation that has no middle.
        DURING,
        /// All has happened, and the answer got lost.
        AFTER
    }

    @FunctionalInterface
    private interface Condition {
        boolean meets(long number, Call call);
    }

    private final Condition condition;
    private final Moment moment;
    private final Supplier<? extends StoreException> error;
    private final AtomicBoolean reached = new AtomicBoolean();

    private Fault(Condition condition, Moment moment, Supplier<? extends StoreException> error) {
        this.condition = condition;
        this.moment = Objects.requireNonNull(moment);
        this.error = Objects.requireNonNull(error);
    }

    /// Strikes at one call only.
    ///
    /// @param number of the call, over all operations, from 1
    public static Fault atCall(long number, Moment moment, Supplier<? extends StoreException> error) {
        return new Fault((current, _) -> current == number, moment, error);
    }

    /// Strikes at one call and at all after it.
    ///
    /// @param number of the first, over all operations, from 1
    public static Fault fromCall(long number, Moment moment, Supplier<? extends StoreException> error) {
        return new Fault((current, _) -> current >= number, moment, error);
    }

    /// Strikes at every call that `condition` accepts; it is asked exactly once for each call.
    public static Fault when(Predicate<Call> condition, Moment moment, Supplier<? extends StoreException> error) {
        return new Fault((_, call) -> condition.test(call), moment, error);
    }

    /// Whether it ever struck. A test whose fault was never reached has shown nothing.
    public boolean reached() {
        return reached.get();
    }

    boolean strikes(long number, Call call) {
        return condition.meets(number, call);
    }

    Moment moment() {
        return moment;
    }

    StoreException strike() {
        reached.set(true);
        return error.get();
    }
}
