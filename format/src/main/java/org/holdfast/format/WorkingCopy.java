package org.holdfast.format;

import java.io.IOException;
import java.util.Optional;

/// What the store itself says of a working copy, by which a local index is believed or not. A generation is a random
/// name that each run gives itself.
public interface WorkingCopy {
    /// The generation of the run that changed it last; empty if no run ever did.
    Optional<String> generation() throws IOException;

    /// The manifest of the backup it is equal to; empty if a run left it half changed, or that backup is gone.
    Optional<Manifest> content() throws IOException;

    /// Says, durably, that a run of this generation begins to change it.
    void changing(String generation) throws IOException;
}
