package org.holdfast.backends;

import java.time.Instant;

/// What a put left behind that never ended: parts of an upload, a staged file. Takes space, and is no object.
///
/// @param key of the object it was to become; [ObjectKey#ROOT] where the store cannot tell
/// @param id tells it from others of the same key; means something to its store only. Empty for a directory without a
///     file, which some stores may have; its key is the directory's
/// @param begun by the store's clock
public record Unfinished(ObjectKey key, String id, Instant begun) {}
