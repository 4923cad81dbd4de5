package org.holdfast.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;
import org.holdfast.names.ByteText;

/// The shell command of `--password-command`. It has no standard input; its standard error is ours.
final class PasswordCommand {
    private static final String NAME = "--password-command";

    private final String script;

    /// @param script lossless text
    PasswordCommand(String script) {
        this.script = script;
    }

    /// Runs the command to its end. The caller clears the array.
    char[] run() throws IOException {
        Process process = new ProcessBuilder("/bin/sh", "-c", asciiScript())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        // Read on a thread of its own, since a read of a pipe cannot be interrupted.
        FutureTask<byte[]> reading = new FutureTask<>(() -> read(process));
        Thread.ofPlatform().daemon().name("password-command").start(reading);
        try {
            byte[] printed = reading.get();
            int exitCode = process.waitFor();
            if (exitCode != 0) {
                throw new BackupException(
                        Failure.MISCONFIGURED, "the password command failed with exit code " + exitCode, "");
            }
            return PasswordBytes.decodeLine(printed, NAME);
        } catch (InterruptedException e) {
            throw new BackupException(Failure.INTERRUPTED, "interrupted", "", List.of(), e);
        } catch (ExecutionException e) {
            throw new BackupException(Failure.FAILED, "cannot read from the password command", "", List.of(), e);
        } finally {
            process.destroy();
        }
    }

    private static byte[] read(Process process) throws IOException {
        try (InputStream printed = process.getInputStream()) {
            return printed.readNBytes(PasswordBytes.MAX_BYTES + 3);
        }
    }

    /// Java encodes a process's arguments by the locale, which may know ASCII only, so what is not ASCII is left to
    /// the shell to spell.
    private String asciiScript() {
        if (script.chars().allMatch(c -> c < 0x80)) {
            return script;
        }
        StringBuilder octal = new StringBuilder();
        for (byte b : ByteText.encode(script)) {
            octal.append(String.format("\\0%03o", b & 0xff));
        }
        return "eval \"$(printf %b '" + octal + "')\"";
    }
}
