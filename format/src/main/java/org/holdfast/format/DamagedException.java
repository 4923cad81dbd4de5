package org.holdfast.format;

import java.io.IOException;

/// What a backup holds is not what its manifest or its own structure says it must hold.
public final class DamagedException extends IOException {
    public DamagedException(String message) {
        super(message);
    }

    public DamagedException(String message, Throwable cause) {
        super(message, cause);
    }
}
