package org.holdfast.crypto;

import java.io.IOException;

/// Sealed bytes or a sealed name did not open: another key, changed, cut short, or never sealed at all. The message
/// says which check refused, never which byte.
public final class AuthenticationException extends IOException {
    public AuthenticationException(String message) {
        super(message);
    }
}
