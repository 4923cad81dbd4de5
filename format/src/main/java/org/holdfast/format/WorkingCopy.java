package org.holdfast.format;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectVisitor;
import org.holdfast.names.BytePath;

/// What the store itself says of a working copy, by which a local index is believed or not. A generation is a random
/// name that each run gives itself.
public interface WorkingCopy {
    /// The generation of the run that changed it last; empty if no run ever did.
    Optional<String> generation() throws IOException;

    /// The manifest of the backup it is equal to; empty if a run left it half changed, or that backup is gone.
    Optional<Manifest> content() throws IOException;

    /// Hears what is about to be uploaded, before anything is changed.
    ///
    /// @param changed bytes of the files to upload
    /// @param whole bytes of all files
    /// @throws IOException if they cannot fit; the run then ends, having changed nothing
    void requireRoom(long changed, long whole) throws IOException;

    /// Says, durably, that a run of this generation begins to change it.
    void changing(String generation) throws IOException;

    /// Visits every object in it as the store keeps it, so also what nobody of ours put there. Costs one listing.
    void list(ObjectVisitor visitor) throws IOException;

    /// The key, below the working copy, under which the store keeps the object of a path.
    ObjectKey stored(BytePath path);

    /// The inverse of [#stored]; empty for a key that is no path's.
    Optional<BytePath> path(ObjectKey stored);

    /// Removes objects by the keys that [#list] told.
    void remove(List<ObjectKey> stored) throws IOException;
}
