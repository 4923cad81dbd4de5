package org.holdfast.engine.run;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Defect;
import org.holdfast.engine.Failure;
import org.holdfast.engine.config.AppConfig;
import org.holdfast.engine.config.HookConfig;
import org.holdfast.engine.hooks.Hook;
import org.holdfast.engine.hooks.HookKind;
import org.holdfast.engine.hooks.HookRun;
import org.holdfast.engine.hooks.HookRunner;

/// The hooks of one app, in one run. Confined to one thread.
final class AppHooks {
    private final AppConfig app;
    private final Path dumps;
    private final HookRunner runner;
    private final RunListener listener;

    /// @param dumps where dumps go to, or come from
    AppHooks(AppConfig app, Path dumps, HookRunner runner, RunListener listener) {
        this.app = app;
        this.dumps = dumps;
        this.runner = runner;
        this.listener = listener;
    }

    /// What an app has for an occasion.
    static Optional<Hook> of(AppConfig app, HookKind kind) {
        Optional<HookConfig> hook =
                switch (kind) {
                    case BEFORE -> app.hooks().before();
                    case AFTER -> app.hooks().after();
                    case FAILED -> app.hooks().failed();
                    case FINALLY -> app.hooks().lastly();
                    case RESTORE -> app.hooks().restore();
                };
        return hook.map(config -> new Hook(config.command(), config.timeout().orElse(Hook.DEFAULT_TIMEOUT)));
    }

    /// Runs the hook, if the app has one.
    ///
    /// @param error why the backup failed, where it did
    /// @throws BackupException FAILED if the hook failed, INTERRUPTED if the thread was interrupted
    void run(HookKind kind, Optional<String> error) throws BackupException {
        Optional<Hook> hook = of(app, kind);
        if (hook.isEmpty()) {
            return;
        }
        HookRun run = new HookRun(kind, hook.get(), app.id().value(), app.version(), dumps, app.data(), error);
        try {
            runner.run(run, line -> listener.hook(app.id().value(), kind.key(), line));
        } catch (InterruptedIOException e) {
            throw Interrupted.because(e);
        } catch (IOException e) {
            throw new BackupException(
                    Failure.FAILED,
                    String.valueOf(e.getMessage()),
                    "its output is in the log of the run; the command is hooks." + kind.key() + " of app " + app.id(),
                    List.of(),
                    e);
        }
    }

    /// Runs a hook that must run to its end whatever happened: an interrupt, of before or meanwhile, waits until it has
    /// ended.
    ///
    /// @return why it failed
    Optional<BackupException> runWhateverHappened(HookKind kind, Optional<String> error) {
        FutureTask<Optional<BackupException>> running = new FutureTask<>(() -> failure(kind, error));
        // Nobody knows that thread, so nobody interrupts it.
        Thread.ofVirtual().name("hook " + kind.key()).start(running);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return running.get();
                } catch (InterruptedException _) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Optional<BackupException> failure(HookKind kind, Optional<String> error) {
        try {
            run(kind, error);
            return Optional.empty();
        } catch (BackupException e) {
            return Optional.of(e);
        } catch (RuntimeException | Error e) {
            listener.defect(e);
            return Optional.of(Defect.explain(e));
        }
    }

    /// Whether any may run when the app is backed up.
    boolean isAny() {
        return Stream.of(HookKind.BEFORE, HookKind.AFTER, HookKind.FAILED, HookKind.FINALLY)
                .anyMatch(kind -> of(app, kind).isPresent());
    }

    /// How long the hooks may take that run whatever happened.
    Duration toCome() {
        return Stream.of(HookKind.AFTER, HookKind.FAILED, HookKind.FINALLY)
                .flatMap(kind -> of(app, kind).stream())
                .map(Hook::timeout)
                .reduce(Duration.ZERO, Duration::plus);
    }
}
