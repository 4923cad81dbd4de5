package org.holdfast.backends;

import java.io.IOException;
import java.util.Collection;
import java.util.List;

/// Some objects of a [ObjectStore#delete] could not be removed. The cause is the first failure, the others are
/// suppressed.
public final class PartialDeleteException extends IOException {
    private final transient List<ObjectKey> survivors;

    public PartialDeleteException(Collection<ObjectKey> survivors, StoreException cause) {
        super("could not remove " + survivors.size() + " object(s): " + cause.getMessage(), cause);
        this.survivors = List.copyOf(survivors);
    }

    /// The keys that are still there, or may be.
    public List<ObjectKey> survivors() {
        return survivors;
    }
}
