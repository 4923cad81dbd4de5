package org.holdfast.backends;

import java.io.IOException;
import java.io.InputStream;

/// A consumer of an object's bytes.
@FunctionalInterface
public interface ByteSink {
    /// Reads as much as it wants from the first byte on. May be called again, after a failed attempt, and must then
    /// start over. Neither closes `in` nor uses it after returning.
    void readFrom(InputStream in) throws IOException;
}
