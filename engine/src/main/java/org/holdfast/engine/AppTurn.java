package org.holdfast.engine;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/// The turn of one run to run an app's hooks on this machine, whatever store it works on: what stops and dumps an app
/// must not meet what starts it again. Held like an [AppLock], so it ends with its process.
public final class AppTurn implements AutoCloseable {
    /// Nobody tells another process of the end of a turn.
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final AppLock lock;

    private AppTurn(AppLock lock) {
        this.lock = lock;
    }

    /// Waits for the turn.
    ///
    /// @param waits hears, once, for whom it waits, if it does
    /// @throws InterruptedIOException if the thread is interrupted
    public static AppTurn await(StateDirectory state, AppId app, InstantSource clock, Consumer<String> waits)
            throws IOException {
        Path directory = state.root().resolve("turns");
        StateDirectory.create(directory);
        Path file = directory.resolve(app.stem());
        boolean told = false;
        try {
            while (true) {
                try {
                    return new AppTurn(AppLock.acquire(file, app, "on this machine", clock.instant()));
                } catch (BackupException e) {
                    if (e.failure() != Failure.LOCKED) {
                        throw e;
                    }
                    if (!told) {
                        told = true;
                        waits.accept("waits for its turn: " + e.getMessage());
                    }
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException | ClosedByInterruptException e) {
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
