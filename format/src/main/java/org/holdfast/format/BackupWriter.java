package org.holdfast.format;

import java.io.IOException;
import org.holdfast.backends.ObjectStore;

/// Makes a tree into objects. What differs between formats goes into their constructors.
public interface BackupWriter {
    /// Brings the working copy, all of `here`, up to date with `source` and describes it in `manifest`, whose
    /// [ManifestWriter#finish] is left to the caller.
    ///
    /// @throws NameLimitException before the first change, if some names are too long for the store
    WriteSummary write(SourceScan source, ObjectStore here, ManifestWriter manifest, Progress progress)
            throws IOException;

    /// Tells what [#write] would do now. Changes nothing.
    ///
    /// @throws NameLimitException as [#write]
    void preview(SourceScan source, ObjectStore here, Preview preview) throws IOException;
}
