package org.holdfast.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the password comes from, if not from HOLDFAST_PASSWORD or the terminal.
final class PasswordOptions {
    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = {
                "The file that holds the password, in UTF-8; one line end at its end does not count.",
                "Without it --password-command, then HOLDFAST_PASSWORD, then a prompt on the terminal."
            })
    private @Nullable String file;

    @Option(names = "--password-command", paramLabel = "CMD", description = "A shell command that prints the password.")
    private @Nullable String command;

    Optional<String> file() {
        return Optional.ofNullable(file);
    }

    Optional<String> command() {
        return Optional.ofNullable(command);
    }
}
