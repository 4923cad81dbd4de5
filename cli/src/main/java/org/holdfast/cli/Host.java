package org.holdfast.cli;

import java.io.InputStream;
import java.time.InstantSource;
import java.util.Optional;

/// What a command finds around it.
///
/// @param input standard input; a read ends when the thread is interrupted
record Host(
        Environment environment,
        InputStream input,
        Output output,
        Prompt prompt,
        Interruptions interruptions,
        InstantSource clock) {
    /// The same with nobody to ask.
    Host unattended() {
        return new Host(environment, input, output, _ -> Optional.empty(), interruptions, clock);
    }
}
