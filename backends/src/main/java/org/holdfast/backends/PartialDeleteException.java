package org.holdfast.backends;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Some objects of a [ObjectStore#delete] could not be removed. The cause is the first failure, others are suppressed.
public final class PartialDeleteException extends IOException {
    private final transient List<ObjectKey> survivors;
    private final StoreException first;

    public PartialDeleteException(Collection<ObjectKey> survivors, StoreException first) {
        super("could not remove " + survivors.size() + " object(s): " + first.getMessage(), first);
        this.survivors = List.copyOf(survivors);
        this.first = first;
    }

    /// The keys that are still there, or may be.
    public List<ObjectKey> survivors() {
        return survivors;
    }

    /// What kept the first of them.
    public StoreException first() {
        return first;
    }

    /// The same failure in terms of other keys, for a decorator that translates them.
    public PartialDeleteException withSurvivors(Collection<ObjectKey> translated) {
        PartialDeleteException same = new PartialDeleteException(translated, first);
        for (Throwable other : getSuppressed()) {
            same.addSuppressed(other);
        }
        return same;
    }

    /// One of the failures that another try may overcome, if there is any.
    public Optional<TransientStoreException> transientFailure() {
        return Stream.concat(Stream.of(first), Stream.of(getSuppressed()))
                .filter(TransientStoreException.class::isInstance)
                .map(TransientStoreException.class::cast)
                .findFirst();
    }
}
