package org.holdfast.format.tar;

import java.io.IOException;

/// The bytes are no archive that this room writes or reads: damaged, cut short, hostile, unsupported, or a limit was
/// exceeded. The message names the member.
public final class TarFormatException extends IOException {
    private static final long serialVersionUID = 1;

    TarFormatException(String message) {
        super(message);
    }

    /// The same, naming where.
    TarFormatException at(String where) {
        TarFormatException placed = new TarFormatException(where + ": " + getMessage());
        placed.initCause(this);
        return placed;
    }
}
