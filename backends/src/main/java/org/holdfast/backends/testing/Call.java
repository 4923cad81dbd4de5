package org.holdfast.backends.testing;

import java.util.List;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;

/// One call of an [org.holdfast.backends.ObjectStore].
///
/// @param keys what it was about: the key; the prefix of a listing; source and target of a copy; all keys of a delete;
///     none for a flush
public record Call(Operation operation, List<ObjectKey> keys) {
    public Call {
        keys = List.copyOf(keys);
    }
}
