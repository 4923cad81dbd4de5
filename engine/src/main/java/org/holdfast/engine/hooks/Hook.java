package org.holdfast.engine.hooks;

import java.time.Duration;

/// A command for `/bin/sh -c`.
///
/// @param command lossless text, see [org.holdfast.names.ByteText]
/// @param timeout after which it is ended
public record Hook(String command, Duration timeout) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofHours(1);

    /// @throws IllegalArgumentException for a blank command, one with a NUL, and a time-out that is not
    ///     positive
    public Hook {
        if (command.isBlank() || command.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a hook's command is empty or holds a NUL");
        }
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("a hook's time-out is not positive: " + timeout);
        }
    }

    public static Hook of(String command) {
        return new Hook(command, DEFAULT_TIMEOUT);
    }
}
