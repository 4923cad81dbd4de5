package org.holdfast.backends;

import org.jspecify.annotations.Nullable;

/// Worth another try: time-outs, resets, throttling, a server's internal error.
public final class TransientStoreException extends StoreException {
    public TransientStoreException(String message) {
        super(message, "", null);
    }

    public TransientStoreException(String message, Throwable cause) {
        super(message, "", cause);
    }

    /// @param hint see [#hint()]
    public TransientStoreException(String message, String hint, @Nullable Throwable cause) {
        super(message, hint, cause);
    }
}
