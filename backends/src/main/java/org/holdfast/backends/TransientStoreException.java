package org.holdfast.backends;

/// Worth another try: time-outs, resets, throttling, a server's internal error.
public final class TransientStoreException extends StoreException {
    public TransientStoreException(String message) {
        super(message);
    }

    public TransientStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
