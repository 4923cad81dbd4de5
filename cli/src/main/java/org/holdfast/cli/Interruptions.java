package org.holdfast.cli;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;

/// Turns SIGINT, SIGTERM and SIGHUP into an interruption of the command's thread, keeps the process alive until the
/// command has cleaned up after itself, and ends it with the command's exit code whichever the signal was.
final class Interruptions {
    /// Longer than any clean-up should take; a store that hangs must not keep a process from ending.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Thread worker;
    private final IntConsumer end;
    private final Duration usual;
    private volatile boolean requested;

    /// Guarded by this, as is what follows.
    private boolean ended;

    /// What has to be waited for beside the usual.
    private Duration granted = Duration.ZERO;

    /// Since when all that counts, by [System#nanoTime].
    private long since;

    private volatile boolean waitingForPerson;

    /// What the virtual machine would make 128 and the number of the signal.
    private volatile int exitCode = Failure.INTERRUPTED.exitCode();

    /// @param worker the thread that runs the command
    /// @param end ends the process at once with an exit code
    Interruptions(Thread worker, IntConsumer end) {
        this(worker, end, PATIENCE);
    }

    /// @param usual how long a command may take to clean up after itself
    Interruptions(Thread worker, IntConsumer end, Duration usual) {
        this.worker = worker;
        this.end = end;
        this.usual = usual;
    }

    /// Whether the process was asked to end.
    boolean requested() {
        return requested;
    }

    /// Runs `command` to its end, which a signal waits for.
    int guard(IntSupplier command) {
        Runtime.getRuntime().addShutdownHook(new Thread(this::interrupt, "interruption"));
        try {
            exitCode = command.getAsInt();
            return exitCode;
        } finally {
            commandEnded();
        }
    }

    private synchronized void commandEnded() {
        ended = true;
        notifyAll();
    }

    /// Lets the command go on for so long when the process is asked to end, beside what it takes to clean up. Each call
    /// replaces the one before, and that time begins anew.
    synchronized void grant(Duration more) {
        granted = more;
        since = System.nanoTime();
        notifyAll();
    }

    private long left() {
        return TimeUnit.NANOSECONDS.convert(usual.plus(granted)) - (System.nanoTime() - since);
    }

    private synchronized boolean hasEnded() {
        return ended;
    }

    /// What happens when the process is asked to end.
    void interrupt() {
        if (hasEnded()) {
            return;
        }
        requested = true;
        if (!waitingForPerson) {
            worker.interrupt();
            awaitEnd();
        }
        end.accept(exitCode);
    }

    private synchronized void awaitEnd() {
        since = System.nanoTime();
        try {
            for (long left = left(); !ended && left > 0; left = left()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Something that may end in an explained failure.
    @FunctionalInterface
    interface Question<T> {
        T ask() throws BackupException;
    }

    /// Runs something that cannot be interrupted and leaves nothing to clean up, such as a prompt.
    <T> T uninterruptible(Question<T> question) throws BackupException {
        waitingForPerson = true;
        try {
            return question.ask();
        } finally {
            waitingForPerson = false;
        }
    }
}
