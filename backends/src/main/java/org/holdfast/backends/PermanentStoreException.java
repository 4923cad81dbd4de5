package org.holdfast.backends;

import org.jspecify.annotations.Nullable;

/// Will fail again the same way: a full disk, a read-only place, an invalid request.
public final class PermanentStoreException extends StoreException {
    public PermanentStoreException(String message) {
        super(message, "", null);
    }

    public PermanentStoreException(String message, Throwable cause) {
        super(message, "", cause);
    }

    /// @param hint see [#hint()]
    public PermanentStoreException(String message, String hint, @Nullable Throwable cause) {
        super(message, hint, cause);
    }
}
