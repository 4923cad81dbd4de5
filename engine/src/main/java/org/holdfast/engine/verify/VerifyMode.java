package org.holdfast.engine.verify;

import java.util.Locale;

/// How thoroughly a backup is verified. The listing is compared with the manifest in each.
public enum VerifyMode {
    /// Nothing else: no file is read.
    QUICK,
    /// Files are read to their ends.
    READ_DATA,
    /// The whole backup is restored to a scratch directory.
    DRILL;

    /// As records and the command line have it.
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
