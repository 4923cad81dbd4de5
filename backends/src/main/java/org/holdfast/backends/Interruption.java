package org.holdfast.backends;

import java.io.InterruptedIOException;

/// Cancellation, for those who implement stores: a thread that was interrupted stops at the next look. Stateless.
public final class Interruption {
    private Interruption() {}

    /// Looks at the thread's interrupt flag and leaves it as it is.
    ///
    /// @throws InterruptedIOException if it is set
    public static void check() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
    }

    /// What to throw in place of an `InterruptedException`, after setting the flag again that it cleared.
    public static InterruptedIOException of(InterruptedException cause) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted = new InterruptedIOException("interrupted");
        interrupted.initCause(cause);
        return interrupted;
    }
}
