package org.holdfast.sync;

import java.io.IOException;

/// Receives a scan in path order, one call after the other on one thread.
public interface EntryVisitor {
    void entry(TreeEntry entry) throws IOException;

    void skipped(Skip skip) throws IOException;
}
