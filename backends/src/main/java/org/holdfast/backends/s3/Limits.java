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
public record Limits(
        OptionalInt uploads, OptionalInt downloads, OptionalInt copies, OptionalLong partSize, OptionalLong memory) {
    public static final Limits DEFAULTS = new Limits(
            OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalLong.empty(), OptionalLong.empty());
}
