package org.holdfast.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The time limit ends a deadlock; nothing here waits for time to pass.
@Timeout(60)
class TasksTest {
    @Test
    void runsAllTasksAndNeverMoreAtOnceThanPermitted() throws IOException {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        try (Tasks tasks = new Tasks(3)) {
            for (int i = 0; i < 10_000; i++) {
                tasks.submit(() -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Thread.onSpinWait();
                    running.decrementAndGet();
                    done.incrementAndGet();
                });
            }
            tasks.join();
        }
        assertThat(done).hasValue(10_000);
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void tasksReallyRunAtOnce() throws IOException {
        CountDownLatch all = new CountDownLatch(4);
        try (Tasks tasks = new Tasks(4)) {
            for (int i = 0; i < 4; i++) {
                tasks.submit(() -> {
                    all.countDown();
                    await(all);
                });
            }
            tasks.join();
        }
        assertThat(all.getCount()).isZero();
    }

    @Test
    void submittingBlocksWhileAllPermitsAreTaken() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger submitted = new AtomicInteger();
        try (Tasks tasks = new Tasks(2)) {
            FutureTask<@Nullable Void> submitter = new FutureTask<>(() -> {
                for (int i = 0; i < 3; i++) {
                    tasks.submit(() -> await(release));
                    submitted.incrementAndGet();
                }
                tasks.join();
                return null;
            });
            Thread thread = Thread.ofPlatform().start(submitter);
            while (thread.getState() != Thread.State.WAITING || submitted.get() < 2) {
                Thread.onSpinWait();
            }
            assertThat(submitted).hasValue(2);
            release.countDown();
            submitter.get();
            assertThat(submitted).hasValue(3);
        }
    }

    @Test
    void someOfManyWaitForTheirTurn() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        List<Integer> done = new ArrayList<>();
        AtomicInteger submitted = new AtomicInteger();
        try (Tasks tasks = Tasks.many(1)) {
            FutureTask<@Nullable Void> submitter = new FutureTask<>(() -> {
                for (int i = 0; i < 1000; i++) {
                    int number = i;
                    tasks.submit(() -> {
                        await(release);
                        done.add(number);
                    });
                    submitted.incrementAndGet();
                }
                tasks.join();
                return null;
            });
            Thread thread = Thread.ofPlatform().start(submitter);
            while (thread.getState() != Thread.State.WAITING || submitted.get() < 65) {
                Thread.onSpinWait();
            }
            assertThat(submitted).hasValue(65);
            release.countDown();
            submitter.get();
            assertThat(done).hasSize(1000).isSorted();
        }
    }

    @Test
    void whatWaitsIsDroppedByAFailure() throws IOException {
        IOException failure = new IOException("on purpose");
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        try (Tasks tasks = Tasks.many(1)) {
            tasks.submit(() -> {
                await(release);
                throw failure;
            });
            for (int i = 0; i < 10; i++) {
                tasks.submit(done::incrementAndGet);
            }
            release.countDown();
            assertThatThrownBy(tasks::join).isSameAs(failure);
        }
        assertThat(done).hasValue(0);
    }

    @Test
    void aTaskThatInterruptsItsThreadDoesNotInterruptTheNext() throws IOException {
        AtomicInteger interrupted = new AtomicInteger();
        try (Tasks tasks = Tasks.many(1)) {
            for (int i = 0; i < 100; i++) {
                tasks.submit(() -> {
                    if (Thread.currentThread().isInterrupted()) {
                        interrupted.incrementAndGet();
                    }
                    Thread.currentThread().interrupt();
                });
            }
            tasks.join();
        }
        assertThat(interrupted).hasValue(0);
    }

    @Test
    void theFirstFailureInterruptsTheOthersAndComesBackAsItIs() throws IOException {
        IOException failure = new IOException("on purpose");
        CountDownLatch waiting = new CountDownLatch(2);
        AtomicInteger interrupted = new AtomicInteger();
        try (Tasks tasks = new Tasks(3)) {
            for (int i = 0; i < 2; i++) {
                tasks.submit(() -> {
                    waiting.countDown();
                    try {
                        await(new CountDownLatch(1));
                    } catch (InterruptedIOException e) {
                        interrupted.incrementAndGet();
                        throw e;
                    }
                });
            }
            tasks.submit(() -> {
                await(waiting);
                throw failure;
            });
            assertThatThrownBy(tasks::join).isSameAs(failure);
            assertThat(interrupted).hasValue(2);
            // An interruption is the consequence, not another failure.
            assertThat(failure.getSuppressed()).isEmpty();
            assertThatThrownBy(() -> tasks.submit(() -> interrupted.set(-1))).isSameAs(failure);
        }
        assertThat(interrupted).hasValue(2);
    }

    @Test
    void furtherFailuresAreSuppressedUpToABound() throws IOException {
        CountDownLatch all = new CountDownLatch(20);
        try (Tasks tasks = new Tasks(20)) {
            for (int i = 0; i < 20; i++) {
                tasks.submit(() -> {
                    all.countDown();
                    awaitUninterruptibly(all);
                    throw new IllegalStateException("on purpose");
                });
            }
            Throwable thrown = catchThrowable(tasks::join);
            assertThat(thrown).isInstanceOf(IllegalStateException.class);
            assertThat(thrown.getSuppressed()).hasSize(10);
        }
    }

    @Test
    void errorsOfTasksAreNotLost() throws IOException {
        AssertionError error = new AssertionError("on purpose");
        try (Tasks tasks = new Tasks(1)) {
            tasks.submit(() -> {
                throw error;
            });
            assertThatThrownBy(tasks::join).isSameAs(error);
        }
    }

    @Test
    void cancellingInterruptsWhatRunsAndRefusesTheRest() throws IOException {
        Semaphore started = new Semaphore(0);
        try (Tasks tasks = new Tasks(2)) {
            for (int i = 0; i < 2; i++) {
                tasks.submit(() -> {
                    started.release();
                    await(new CountDownLatch(1));
                });
            }
            started.acquireUninterruptibly(2);
            tasks.cancel();
            assertThatThrownBy(tasks::join).isInstanceOf(InterruptedIOException.class);
            assertThatThrownBy(() -> tasks.submit(started::release)).isInstanceOf(InterruptedIOException.class);
        }
        assertThat(started.availablePermits()).isZero();
    }

    @Test
    void interruptingTheSubmitterCancelsAndWaitsForTheTasks() throws IOException {
        AtomicInteger ended = new AtomicInteger();
        try (Tasks tasks = new Tasks(1)) {
            tasks.submit(() -> {
                try {
                    await(new CountDownLatch(1));
                } finally {
                    ended.incrementAndGet();
                }
            });
            Thread.currentThread().interrupt();
            Throwable thrown = catchThrowable(() -> tasks.submit(() -> ended.set(-1)));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(thrown).isInstanceOf(InterruptedIOException.class);
            assertThat(ended).hasValue(1);
        }
    }

    @Test
    void leavingEarlyEndsTheTasksAndKeepsTheReason() {
        AtomicInteger ended = new AtomicInteger();
        assertThatThrownBy(() -> {
                    try (Tasks tasks = new Tasks(1)) {
                        tasks.submit(() -> {
                            try {
                                await(new CountDownLatch(1));
                            } finally {
                                ended.incrementAndGet();
                            }
                        });
                        throw new IOException("the reason");
                    }
                })
                .hasMessage("the reason")
                .hasNoSuppressedExceptions();
        assertThat(ended).hasValue(1);
    }

    @Test
    void permitsComeFromTheStore() {
        assertThatCode(() -> Tasks.over(new org.holdfast.backends.testing.MemoryStore())
                        .close())
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> new Tasks(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void await(CountDownLatch latch) throws InterruptedIOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw Interruption.of(e);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = true;
        while (interrupted) {
            try {
                latch.await();
                interrupted = false;
            } catch (InterruptedException _) {
                // Goes on waiting, as a task would that ignores its interruption.
            }
        }
    }
}
