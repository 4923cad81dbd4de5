package org.holdfast.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.holdfast.engine.BackupException;
import org.holdfast.engine.Failure;

/// Turns SIGINT, SIGTERM and SIGHUP into an interruption of the command's thread, keeps the process alive until the
/// command has cleaned up after itself, and ends it with the command's exit code whichever the signal was.
final class Interruptions {
    /// Longer than any clean-up should take; a store that hangs must not keep a process from ending.
    private static final int PATIENCE_SECONDS = 30;

    private final Thread worker;
    private final IntConsumer end;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean requested;
    private volatile boolean waitingForPerson;

    /// What the virtual machine would make 128 and the number of the signal.
    private volatile int exitCode = Failure.INTERRUPTED.exitCode();

    /// @param worker the thread that runs the command
    /// @param end ends the process at once with an exit code
    Interruptions(Thread worker, IntConsumer end) {
        this.worker = worker;
        this.end = end;
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
            ended.countDown();
        }
    }

    private void interrupt() {
        if (ended.getCount() == 0) {
            return;
        }
        requested = true;
        if (!waitingForPerson) {
            worker.interrupt();
            awaitEnd();
        }
        end.accept(exitCode);
    }

    private void awaitEnd() {
        try {
            boolean _ = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
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
