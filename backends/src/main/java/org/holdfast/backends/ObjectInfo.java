package org.holdfast.backends;

import java.time.Instant;
import java.util.Optional;

/// What a store says of one object.
///
/// @param storedSize bytes as stored, so after encryption where there is any
/// @param modified when it was last published, by the store's clock
/// @param tag changes when the bytes do, though not only then, and means nothing outside its store: an S3 ETag. Empty
///     where the store has none
public record ObjectInfo(ObjectKey key, long storedSize, Instant modified, Optional<String> tag) {
    /// The same object under another name, for a decorator that translates them.
    public ObjectInfo with(ObjectKey other) {
        return new ObjectInfo(other, storedSize, modified, tag);
    }
}
