package org.holdfast.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.holdfast.engine.BackupException;

/// Turns SIGINT, SIGTERM and SIGHUP into an interruption of the command's thread, and keeps the process alive until
/// the command has cleaned up after itself.
final class Interruptions {
    /// Longer than any clean-up should take; a store that hangs must not keep a process from ending.
    private static final int PATIENCE_SECONDS = 30;

    private final Thread worker;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean requested;
    private volatile boolean waitingForPerson;

    /// @param worker the thread that runs the command
    Interruptions(Thread worker) {
        this.worker = worker;
    }

    /// Whether the process was asked to end.
    boolean requested() {
        return requested;
    }

    /// Runs `command` to its end, which a signal waits for.
    int guard(IntSupplier command) {
        Runtime.getRuntime().addShutdownHook(new Thread(this::interrupt, "interruption"));
        try {
            return command.getAsInt();
        } finally {
            ended.countDown();
        }
    }

    private void interrupt() {
        if (ended.getCount() == 0 || waitingForPerson) {
            return;
        }
        requested = true;
        worker.interrupt();
        try {
            ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
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
