package org.holdfast.backends;

import java.io.IOException;

/// A store refused or failed. The four kinds are what callers branch on; the message names the operation, the key and
/// what to do, in lower case and without secrets.
public abstract sealed class StoreException extends IOException
        permits ObjectNotFoundException, AccessDeniedException, TransientStoreException, PermanentStoreException {
    StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    StoreException(String message) {
        super(message);
    }
}
