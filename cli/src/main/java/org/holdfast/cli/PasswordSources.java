package org.holdfast.cli;

import java.io.IOException;
import java.nio.CharBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.engine.Passwords;

/// Passwords from the first source there is: a file, a command, the environment, somebody at the terminal.
final class PasswordSources implements Passwords {
    private static final String VARIABLE = "HOLDFAST_PASSWORD";

    private final Host host;
    private final Named named;
    private final Messages messages;
    private final Passwords others;

    PasswordSources(Host host, PasswordOptions options, Messages messages) {
        this(host, new Named(options.file(), options.command(), VARIABLE), messages, Passwords.NONE);
    }

    /// @param others whose password is taken where none of `named` is given
    PasswordSources(Host host, Named named, Messages messages, Passwords others) {
        this.host = host;
        this.named = named;
        this.messages = messages;
        this.others = others;
    }

    /// Where to look before anybody is asked.
    record Named(Optional<String> file, Optional<String> command, String variable) {}

    /// What the options say, and nothing else.
    Optional<char[]> ofOptions() throws IOException {
        if (named.file().isPresent()) {
            return Optional.of(new PasswordFile(named.file().get(), messages).read());
        }
        if (named.command().isPresent()) {
            return Optional.of(new PasswordCommand(named.command().get()).run());
        }
        return Optional.empty();
    }

    @Override
    public Optional<char[]> given() throws IOException {
        Optional<char[]> said = ofOptions();
        if (said.isPresent()) {
            return said;
        }
        Optional<byte[]> variable = host.environment().bytes(named.variable());
        if (variable.isEmpty()) {
            return others.given();
        }
        return Optional.of(PasswordBytes.decode(variable.get(), named.variable()));
    }

    @Override
    public Optional<char[]> forStore(String store) throws IOException {
        Optional<char[]> given = given();
        return given.isPresent() ? given : ask("password for " + store + ": ");
    }

    @Override
    public Optional<char[]> forNewStore(String store) throws IOException {
        Optional<char[]> given = given();
        if (given.isPresent()) {
            return given;
        }
        Optional<char[]> typed = ask("new password for " + store + " (empty: do not encrypt): ");
        if (typed.isEmpty() || typed.get().length == 0) {
            messages.warning("the store " + store + " will not be encrypted, since there is no password");
            return Optional.empty();
        }
        confirm(typed.get());
        return typed;
    }

    /// A new password that somebody types twice; empty if there is nobody, or the password is nothing.
    Optional<char[]> newOne(String store) throws BackupException {
        Optional<char[]> typed = ask("new password for " + store + ": ").filter(password -> password.length > 0);
        if (typed.isPresent()) {
            confirm(typed.get());
        }
        return typed;
    }

    /// A password for files that belong to no store.
    ///
    /// @param twice whether a typed one is confirmed, as for what will be encrypted with it
    char[] forFiles(boolean twice) throws IOException {
        Optional<char[]> given = given();
        char[] password = (given.isPresent() ? given : ask("password: "))
                .filter(typed -> typed.length > 0)
                .orElseThrow(() -> new BackupException(
                        Failure.MISCONFIGURED,
                        "no password was given",
                        "use --password-file FILE, --password-command CMD or " + VARIABLE));
        if (twice && given.isEmpty()) {
            confirm(password);
        }
        return password;
    }

    private Optional<char[]> ask(String question) throws BackupException {
        Optional<char[]> typed = host.prompt().ask(question);
        if (typed.isPresent() && CharBuffer.wrap(typed.get()).chars().anyMatch(c -> c == '\uFFFD')) {
            Arrays.fill(typed.get(), '\0');
            throw new BackupException(
                    Failure.MISCONFIGURED,
                    "what was typed is not UTF-8",
                    "set the terminal to UTF-8, or use --password-file FILE");
        }
        return typed;
    }

    private void confirm(char[] typed) throws BackupException {
        char[] again = ask("the same once more: ").orElseGet(() -> new char[0]);
        boolean same = Arrays.equals(typed, again);
        Arrays.fill(again, '\0');
        if (!same) {
            Arrays.fill(typed, '\0');
            throw new BackupException(
                    Failure.MISCONFIGURED, "the two passwords are not the same", "try again; nothing was written");
        }
    }
}
