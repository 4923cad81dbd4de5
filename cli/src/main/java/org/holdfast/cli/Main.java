package org.holdfast.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;

/// Where the program meets the process it runs in: the only place that ends it or takes its streams and its clock.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /// Runs one command.
    ///
    /// @return its exit code
    static int run(String... args) {
        Carriers.provide();
        Environment environment = Environment.current();
        Interruptions interruptions = new Interruptions(Thread.currentThread(), Runtime.getRuntime()::halt);
        Output output = new Output(
                new FileOutputStream(FileDescriptor.out),
                isTerminal(1),
                new FileOutputStream(FileDescriptor.err),
                isTerminal(2) && canRedraw(environment));
        Host host = new Host(
                environment,
                new InterruptibleInput(new FileInputStream(FileDescriptor.in).getChannel()),
                output,
                question -> interruptions.uninterruptible(() -> ask(question)),
                interruptions,
                InstantSource.system());
        return interruptions.guard(() -> run(host, args));
    }

    private static int run(Host host, String[] args) {
        try {
            return new Commands(host).run(RawArguments.lossless(args));
        } catch (BackupException e) {
            new Messages(host.output(), false).error(e);
            return e.failure().exitCode();
        }
    }

    /// Linux tells what a descriptor stands for; elsewhere a console stands for all three.
    private static boolean isTerminal(int descriptor) {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException _) {
            return console().isPresent();
        }
    }

    private static boolean canRedraw(Environment environment) {
        try {
            return environment.text("TERM").filter(term -> !term.equals("dumb")).isPresent();
        } catch (BackupException _) {
            return false;
        }
    }

    private static Optional<Console> console() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal);
    }

    private static Optional<char[]> ask(String question) throws BackupException {
        Optional<Console> console = console();
        if (console.isEmpty()) {
            return Optional.empty();
        }
        char[] answer = console.get().readPassword("%s", question);
        if (answer == null) {
            throw new BackupException(Failure.INTERRUPTED, "no password was typed", "");
        }
        return Optional.of(answer);
    }
}
