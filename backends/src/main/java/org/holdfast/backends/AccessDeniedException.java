package org.holdfast.backends;

import org.jspecify.annotations.Nullable;

/// The store knows us too little: credentials or permissions. Never retried.
public final class AccessDeniedException extends StoreException {
    public AccessDeniedException(String message) {
        super(message, "", null);
    }

    public AccessDeniedException(String message, Throwable cause) {
        super(message, "", cause);
    }

    /// @param hint see [#hint()]
    public AccessDeniedException(String message, String hint, @Nullable Throwable cause) {
        super(message, hint, cause);
    }
}
