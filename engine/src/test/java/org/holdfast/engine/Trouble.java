package org.holdfast.engine;

import java.util.SplittableRandom;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.RetryListener;
import org.holdfast.backends.RetryPolicy;
import org.holdfast.backends.RetryingStore;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.TransientStoreException;
import org.holdfast.backends.testing.Fault;
import org.holdfast.backends.testing.Fault.Moment;
import org.holdfast.backends.testing.FaultyStore;

/// What happens at one store call of a run.
enum Trouble {
    FAILS(Moment.DURING),
    /// Though it was tried again often enough.
    DOES_NOT_ANSWER(Moment.AFTER),
    IS_DENIED(Moment.BEFORE),
    /// Whatever is there.
    FINDS_NOTHING(Moment.BEFORE),
    /// Once; it is tried again.
    HICCUPS(Moment.DURING),
    /// As of the same call, or after the one before.
    KILLED(Moment.BEFORE),
    /// And never seen again: another machine goes on.
    KILLED_WITH_ITS_MACHINE(Moment.AFTER);

    static final String PLANNED = "planned failure";

    private final Moment moment;

    Trouble(Moment moment) {
        this.moment = moment;
    }

    private StoreException error() {
        return switch (this) {
            case FAILS -> new PermanentStoreException(PLANNED);
            case DOES_NOT_ANSWER, HICCUPS -> new TransientStoreException(PLANNED);
            case IS_DENIED -> new AccessDeniedException(PLANNED);
            case FINDS_NOTHING -> new ObjectNotFoundException(PLANNED);
            case KILLED, KILLED_WITH_ITS_MACHINE -> Killed.here();
        };
    }

    boolean kills() {
        return this == KILLED || this == KILLED_WITH_ITS_MACHINE;
    }

    /// Whether whoever runs the command has to hear of it.
    boolean isTold() {
        return !kills() && this != HICCUPS && this != FINDS_NOTHING;
    }

    /// @param number of the call, from 1
    /// @param operation what that call is
    FaultyStore at(long number, Operation operation, ObjectStore store) {
        Fault first = Fault.atCall(number, moment(operation), this::error);
        return kills()
                ? new FaultyStore(store, first, Fault.fromCall(number + 1, Moment.BEFORE, this::error))
                : new FaultyStore(store, first);
    }

    /// What was shown of a listing cannot be shown again; stores try each page again instead.
    private Moment moment(Operation operation) {
        return this == HICCUPS && operation == Operation.LIST ? Moment.BEFORE : moment;
    }

    /// What the command never hears of.
    boolean isTriedAgain() {
        return this == HICCUPS;
    }

    static ObjectStore retrying(ObjectStore store, boolean retrying) {
        return retrying
                ? new RetryingStore(store, RetryPolicy.defaults(), RetryListener.NONE, _ -> {}, new SplittableRandom(1))
                : store;
    }
}
