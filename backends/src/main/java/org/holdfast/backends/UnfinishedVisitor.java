package org.holdfast.backends;

import java.io.IOException;

/// Hears of one [Unfinished] after the other.
@FunctionalInterface
public interface UnfinishedVisitor {
    void unfinished(Unfinished found) throws IOException;
}
