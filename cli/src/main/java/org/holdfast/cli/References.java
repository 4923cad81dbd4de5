package org.holdfast.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.holdfast.cli.reference.ManPage;
import org.holdfast.cli.reference.Shell;
import picocli.CommandLine.Model.CommandSpec;

/// What the build makes of the commands for those who install them: the manual and the completions.
final class References {
    private References() {}

    /// Writes `man/*.1` and `completions/SHELL/*`.
    ///
    /// @param args the directory for both, and the date of the manual as `2026-11-01T00:00:00Z`
    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        String day = args[1].substring(0, "2026-11-01".length());
        CommandSpec program = program();
        Path manual = Files.createDirectories(directory.resolve("man"));
        for (ManPage page : ManPage.all(program, ExitCodes.meanings(), VersionCommand.version(), day)) {
            Files.writeString(manual.resolve(page.name() + ".1"), page.roff());
        }
        for (Shell shell : Shell.values()) {
            Path completions =
                    Files.createDirectories(directory.resolve("completions").resolve(shell.word()));
            Files.writeString(completions.resolve(shell.fileName()), shell.script(program));
        }
    }

    /// All commands, of which none is run.
    static CommandSpec program() {
        Host nobody = new Host(
                Environment.parse(new byte[0]),
                InputStream.nullInputStream(),
                new Output(OutputStream.nullOutputStream(), false, OutputStream.nullOutputStream(), false),
                _ -> Optional.empty(),
                new Interruptions(Thread.currentThread(), _ -> {}),
                () -> Instant.EPOCH);
        return Menu.HOLDFAST.model(nobody);
    }
}
