package org.holdfast.backends;

/// Will fail again the same way: a full disk, a read-only place, an invalid request.
public final class PermanentStoreException extends StoreException {
    public PermanentStoreException(String message) {
        super(message);
    }

    public PermanentStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
