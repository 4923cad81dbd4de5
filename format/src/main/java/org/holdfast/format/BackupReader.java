package org.holdfast.format;

import java.io.IOException;
import org.holdfast.backends.ObjectStore;

/// Makes the objects of a backup into a tree again.
@FunctionalInterface
public interface BackupReader {
    /// Delivers what `sink` wants of the backup at `here`, checked against its manifest.
    ///
    /// @throws DamagedException if something is missing, changed or hostile; what came before then proves nothing
    void read(ObjectStore here, Manifest manifest, EntrySink sink, Progress progress) throws IOException;
}
