package org.holdfast.format;

import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;

/// How a backup lies in a store.
public sealed interface StoredTree {
    /// Where it lies: opened, if the store is encrypted.
    ObjectStore here();

    /// One gzipped archive of that key.
    record Archive(ObjectStore here, ObjectKey key) implements StoredTree {}

    /// One object a file; `here` begins at the backup's own place.
    record Objects(ObjectStore here) implements StoredTree {}
}
