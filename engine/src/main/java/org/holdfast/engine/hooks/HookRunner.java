package org.holdfast.engine.hooks;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.holdfast.names.ByteText;
import org.holdfast.names.LocalNames;
import org.jspecify.annotations.Nullable;

/// Runs hooks. Thread-safe.
///
/// A hook sees `PATH`, `HOME`, `LANG=C.UTF-8` and the `HOLDFAST_…` variables of its [HookRun], and nothing else
/// of our environment, where passwords and credentials may be. It runs in the data directory and has no
/// standard input.
public final class HookRunner {
    /// How long what was asked to end may take, before it is killed.
    private static final Duration GRACE = Duration.ofSeconds(10);

    /// How long to wait for the last output of a hook that has ended: whatever it left in the background may
    /// hold the pipe for ever.
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(2);

    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    private final Map<String, String> environment = new TreeMap<>();
    private final Duration grace;

    /// @param ours the environment to take `PATH` and `HOME` from, lossless text
    public HookRunner(Map<String, String> ours) {
        this(ours, GRACE);
    }

    HookRunner(Map<String, String> ours, Duration grace) {
        this.environment.put("PATH", ours.getOrDefault("PATH", DEFAULT_PATH));
        this.environment.put("HOME", ours.getOrDefault("HOME", "/"));
        this.grace = grace;
    }

    /// Runs a hook to its end. What it leaves in the background goes on, but nobody reads any more what it
    /// prints.
    ///
    /// @throws HookFailedException unless it ended with exit code 0 in time
    /// @throws InterruptedIOException if the thread was interrupted; the hook, with all that it started, is
    ///     ended then
    public void run(HookRun run, HookOutput output) throws IOException {
        if (!Files.isDirectory(run.dataDirectory())) {
            String shown = ByteText.printable(LocalNames.bytesOf(run.dataDirectory()));
            throw failed(run, "cannot run: its directory " + shown + " is missing", new HookLines(output), null);
        }
        Process process = start(run);
        HookLines lines = new HookLines(output);
        Thread reader =
                Thread.ofPlatform().daemon().name("hook-output").start(() -> lines.take(process.getInputStream()));
        try {
            boolean ended = process.waitFor(run.hook().timeout().toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                new ProcessFamily(process, grace).end();
            }
            reader.join(LAST_OUTPUT);
            lines.stop();
            if (!ended) {
                throw failed(run, "was ended after " + shown(run.hook().timeout()), lines, null);
            }
        } catch (InterruptedException e) {
            new ProcessFamily(process, grace).end();
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        }
        int exitCode = process.exitValue();
        if (exitCode != 0) {
            throw new HookFailedException(
                    run.kind(),
                    subject(run) + "ended with exit code " + exitCode,
                    OptionalInt.of(exitCode),
                    lines.last(),
                    null);
        }
    }

    private Process start(HookRun run) throws HookFailedException {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", new HookScript(run, environment).text())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true);
        builder.environment().clear();
        try {
            return builder.start();
        } catch (IOException e) {
            throw failed(run, "cannot be started: " + e.getMessage(), new HookLines(HookOutput.NONE), e);
        }
    }

    private static String subject(HookRun run) {
        return "the hook \"" + run.kind().key() + "\" of " + run.app() + " ";
    }

    private static HookFailedException failed(HookRun run, String what, HookLines lines, @Nullable Throwable cause) {
        return new HookFailedException(run.kind(), subject(run) + what, OptionalInt.empty(), lines.last(), cause);
    }

    private static String shown(Duration time) {
        if (time.toMillis() < 1000) {
            return time.toMillis() + " ms";
        }
        return time.toSeconds() % 60 == 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }
}
