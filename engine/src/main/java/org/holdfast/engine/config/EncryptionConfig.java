package org.holdfast.engine.config;

import java.nio.file.Path;
import java.util.Optional;
import org.holdfast.engine.Sealing;

/// How a site is encrypted.
///
/// @param passwordFile holds the password; with neither it nor a command, the environment or a person must know it
/// @param passwordCommand a shell command that prints it; never together with a file
/// @param hint reminds people of the password, and is no secret
public record EncryptionConfig(
        Optional<Path> passwordFile, Optional<String> passwordCommand, Optional<String> hint, Sealing sealing) {}
