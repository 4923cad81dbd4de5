package org.holdfast.sync;

import java.io.IOException;
import org.holdfast.names.BytePath;

/// Receives a scan in path order, one call after the other on one thread.
public interface EntryVisitor {
    void entry(TreeEntry entry) throws IOException;

    void skipped(Skip skip) throws IOException;

    /// Something was left out on purpose, with all that lies below it.
    default void excluded(BytePath path) throws IOException {}
}
