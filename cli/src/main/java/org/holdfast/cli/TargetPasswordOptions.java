package org.holdfast.cli;

import java.util.Optional;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.engine.Passwords;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where the password of the store that is copied to comes from, if it is another one than that of the store that is
/// read.
final class TargetPasswordOptions {
    private static final String VARIABLE = "HOLDFAST_TO_PASSWORD";

    @Option(
            names = "--to-password-file",
            paramLabel = "FILE",
            description = {
                "The file that holds the password of the store that is copied to. Without it",
                "--to-password-command, then HOLDFAST_TO_PASSWORD, then the password of the other store."
            })
    private @Nullable String file;

    @Option(
            names = "--to-password-command",
            paramLabel = "CMD",
            description = "A shell command that prints the password of the store that is copied to.")
    private @Nullable String command;

    @Option(names = "--to-unencrypted", description = "The store that is copied to is not, or will not be, encrypted.")
    private boolean unencrypted;

    @Option(
            names = "--allow-weak-password",
            description = "Encrypt a new store with a password of fewer than 8 characters all the same.")
    private boolean allowWeakPassword;

    boolean allowWeakPassword() {
        return allowWeakPassword;
    }

    /// @param others of the store that is read
    Passwords passwords(Host host, Messages messages, Passwords others) throws BackupException {
        if (!unencrypted) {
            return sources(host, messages, others);
        }
        if (file != null || command != null) {
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "--to-unencrypted needs no password",
                    "leave it out, or leave out --to-password-file and --to-password-command");
        }
        return Passwords.NONE;
    }

    /// The sources that options and the environment name.
    ///
    /// @param others whose password is taken where none of them has one
    PasswordSources sources(Host host, Messages messages, Passwords others) {
        return new PasswordSources(
                host,
                new PasswordSources.Named(Optional.ofNullable(file), Optional.ofNullable(command), VARIABLE),
                messages,
                others);
    }
}
