package org.holdfast.sync;

import java.io.IOException;

/// Receives a plan in path order, one call after the other on one thread.
@FunctionalInterface
public interface ChangeVisitor {
    void change(Change change) throws IOException;
}
