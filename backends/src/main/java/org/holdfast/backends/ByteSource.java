package org.holdfast.backends;

import java.io.IOException;
import java.io.OutputStream;

/// A description of bytes, realised when written.
@FunctionalInterface
public interface ByteSource {
    /// Writes all bytes from the first one. May be called again, after a failed attempt, and must then start over.
    /// Neither closes `out` nor uses it after returning.
    void writeTo(OutputStream out) throws IOException;
}
