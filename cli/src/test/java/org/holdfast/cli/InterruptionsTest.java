package org.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class InterruptionsTest {
    private static final Duration PATIENCE = Duration.ofMillis(50);
    private static final Duration LONGER = Duration.ofMillis(500);
    private static final int DONE = 7;

    private final BlockingQueue<Integer> ends = new LinkedBlockingQueue<>();

    /// What ends the process first: that of a command that needs longer than the usual patience.
    private int end(Duration granted) throws InterruptedException {
        AtomicReference<Interruptions> asked = new AtomicReference<>();
        Thread command = Thread.ofPlatform().unstarted(() -> {
            Interruptions interruptions = new Interruptions(Thread.currentThread(), ends::add, PATIENCE);
            interruptions.grant(granted);
            asked.set(interruptions);
            int _ = interruptions.guard(() -> {
                Thread signal = Thread.ofPlatform().start(interruptions::interrupt);
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
                long begun = System.nanoTime();
                while (System.nanoTime() - begun < LONGER.toNanos() && signal.isAlive()) {
                    boolean _ = Thread.interrupted();
                    LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
                }
                return DONE;
            });
        });
        command.start();
        int end = ends.take();
        command.join();
        assertThat(asked.get().requested()).isTrue();
        return end;
    }

    @Test
    void aCommandThatHangsDoesNotKeepTheProcessFromEnding() throws Exception {
        assertThat(end(Duration.ZERO)).isEqualTo(130);
    }

    @Test
    void hooksThatMustRunAreWaitedFor() throws Exception {
        assertThat(end(Duration.ofDays(3_000_000))).isEqualTo(DONE);
    }

    @Test
    void whenTheyHaveRunTheUsualPatienceBegins() throws Exception {
        Interruptions interruptions = new Interruptions(Thread.currentThread(), ends::add, PATIENCE);
        interruptions.grant(Duration.ofHours(1));
        Thread signal = Thread.ofPlatform().start(interruptions::interrupt);
        while (!Thread.interrupted()) {
            Thread.onSpinWait();
        }
        interruptions.grant(Duration.ZERO);
        signal.join();
        assertThat(ends).containsExactly(130);
    }
}
