package org.holdfast.backends.s3;

import java.util.OptionalInt;
import java.util.OptionalLong;

/// How much a run may take, where that differs from what the provider's row says.
///
/// @param uploads how many uploads, or parts of them, at once
/// @param downloads how many downloads at once
/// @param copies how many copies at once
/// @param partSize bytes of a part; larger ones are used where an object would need too many
/// @param memory bytes that all parts in flight may take together
/// @param bandwidth bytes of bodies a second, sent and received, over all threads
/// @param requestsPerSecond of all kinds, over all threads, those included that are tried again
public record Limits(
        OptionalInt uploads,
        OptionalInt downloads,
        OptionalInt copies,
        OptionalLong partSize,
        OptionalLong memory,
        OptionalLong bandwidth,
        OptionalInt requestsPerSecond) {
    /// As fast as it goes.
    public Limits(
            OptionalInt uploads,
            OptionalInt downloads,
            OptionalInt copies,
            OptionalLong partSize,
            OptionalLong memory) {
        this(uploads, downloads, copies, partSize, memory, OptionalLong.empty(), OptionalInt.empty());
    }

    public static final Limits DEFAULTS = new Limits(
            OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty());
}
