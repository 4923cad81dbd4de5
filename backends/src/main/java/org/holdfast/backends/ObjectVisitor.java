package org.holdfast.backends;

import java.io.IOException;

/// Receives a listing, one call after the other on one thread.
@FunctionalInterface
public interface ObjectVisitor {
    void object(ObjectInfo info) throws IOException;

    /// A prefix that holds objects deeper than the listing goes; only called for [Depth#CHILDREN].
    default void prefix(ObjectKey prefix) throws IOException {}
}
