package org.holdfast.backends;

/// The store knows us too little: credentials or permissions. Never retried.
public final class AccessDeniedException extends StoreException {
    public AccessDeniedException(String message) {
        super(message);
    }

    public AccessDeniedException(String message, Throwable cause) {
        super(message, cause);
    }
}
