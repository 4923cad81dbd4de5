package org.holdfast.backends;

/// No object of that key. Never retried.
public final class ObjectNotFoundException extends StoreException {
    public ObjectNotFoundException(String message) {
        super(message, "", null);
    }

    public ObjectNotFoundException(String message, Throwable cause) {
        super(message, "", cause);
    }
}
