package org.holdfast.backends;

import java.time.Instant;

/// What a store says of one object.
///
/// @param storedSize bytes as stored, so after encryption where there is any
/// @param modified when it was last published, by the store's clock
public record ObjectInfo(ObjectKey key, long storedSize, Instant modified) {}
