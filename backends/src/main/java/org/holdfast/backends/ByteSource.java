package org.holdfast.backends;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/// A description of bytes, realised when written.
@FunctionalInterface
public interface ByteSource {
    /// Of a source that cannot tell how much it will write.
    long UNKNOWN_SIZE = -1;

    /// Writes all bytes from the first one. May be called again, after a failed attempt, and must then start over.
    /// Neither closes `out` nor uses it after returning.
    void writeTo(OutputStream out) throws IOException;

    /// How many bytes are to be expected, or [#UNKNOWN_SIZE]. An estimate, by which a store chooses how to send them:
    /// it may turn out wrong and then costs time, unless it is too low by so much that the store runs out of parts.
    default long expectedSize() {
        return UNKNOWN_SIZE;
    }

    /// Names the bytes that the next [#writeTo] will write: equal names mean equal bytes, also between processes. Empty
    /// where nothing can promise that; an interrupted upload then starts over.
    default Optional<String> version() {
        return Optional.empty();
    }

    /// `source`, of which so many bytes are to be expected.
    static ByteSource sized(long expectedSize, ByteSource source) {
        return new Described(source, expectedSize, source);
    }

    /// What `bytes` writes, described as `original`: for decorators that only watch.
    static ByteSource like(ByteSource original, ByteSource bytes) {
        return new Described(original, original.expectedSize(), bytes);
    }

    /// The one implementation of both.
    ///
    /// @param original says the version
    record Described(ByteSource original, long expectedSize, ByteSource bytes) implements ByteSource {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            bytes.writeTo(out);
        }

        @Override
        public Optional<String> version() {
            return original.version();
        }
    }
}
