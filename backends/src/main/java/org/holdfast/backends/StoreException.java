package org.holdfast.backends;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A store refused or failed. The four kinds are what callers branch on; the message names the operation, the key and
/// the place, in lower case and without secrets.
public abstract sealed class StoreException extends IOException
        permits ObjectNotFoundException, AccessDeniedException, TransientStoreException, PermanentStoreException {
    private final String hint;

    StoreException(String message, String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    /// What to do about it, in lower case; empty where nothing more can be said.
    public String hint() {
        return hint;
    }
}
