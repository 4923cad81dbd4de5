package org.holdfast.format.tar;

import java.io.IOException;

/// The source of a member's content failed while being read. The archive is still valid, the member is filled up with
/// zeros, and the next member may be added. The cause is what the source threw.
public final class ContentReadException extends IOException {
    private static final long serialVersionUID = 1;

    private final long taken;

    ContentReadException(String message, long taken, IOException cause) {
        super(message, cause);
        this.taken = taken;
    }

    /// The number of content bytes that came from the source before it failed.
    public long taken() {
        return taken;
    }
}
