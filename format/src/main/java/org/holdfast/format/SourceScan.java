package org.holdfast.format;

import java.io.IOException;

/// A source that may not be scanned yet, so that a run can look at the store meanwhile.
@FunctionalInterface
public interface SourceScan {
    /// Scans it, unless that was done before. For one thread; whoever made this closes what comes of it.
    FrozenSource frozen() throws IOException;
}
