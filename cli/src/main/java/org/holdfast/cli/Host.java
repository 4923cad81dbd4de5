package org.holdfast.cli;

import java.io.InputStream;
import java.time.InstantSource;

/// What a command finds around it.
///
/// @param input standard input; a read ends when the thread is interrupted
record Host(
        Environment environment,
        InputStream input,
        Output output,
        Prompt prompt,
        Interruptions interruptions,
        InstantSource clock) {}
