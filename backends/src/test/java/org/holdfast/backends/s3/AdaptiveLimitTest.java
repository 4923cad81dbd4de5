package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.backends.s3.AdaptiveLimit.Pass;
import org.junit.jupiter.api.Test;

class AdaptiveLimitTest {
    private final AdaptiveLimit limit = new AdaptiveLimit(8);

    @Test
    void aBurstOfRefusalsHalvesOnce() throws InterruptedIOException {
        List<Pass> burst = enter(8);
        burst.forEach(Pass::throttled);
        assertThat(limit.current()).isEqualTo(4);
        burst.forEach(Pass::close);
        List<Pass> next = enter(4);
        next.forEach(Pass::throttled);
        next.forEach(Pass::close);
        assertThat(limit.current()).isEqualTo(2);
    }

    @Test
    void whatIsHalvedIsWhatWasInFlight() throws InterruptedIOException {
        AdaptiveLimit wide = new AdaptiveLimit(520);
        List<Pass> burst = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            burst.add(wide.enter());
        }
        burst.getFirst().throttled();
        assertThat(wide.current()).isEqualTo(5);
        burst.subList(0, 8).forEach(Pass::close);
        try (Pass pass = wide.enter()) {
            pass.throttled();
        }
        assertThat(wide.current()).isEqualTo(2);
        burst.subList(8, 10).forEach(Pass::close);
    }

    @Test
    void neverFallsBelowOne() throws InterruptedIOException {
        for (int i = 0; i < 10; i++) {
            try (Pass pass = limit.enter()) {
                pass.throttled();
            }
        }
        assertThat(limit.current()).isEqualTo(1);
        try (Pass pass = limit.enter()) {
            pass.succeeded();
        }
        assertThat(limit.current()).isEqualTo(2);
    }

    @Test
    void eachRoundOfSuccessesRaisesByOneUpToTheMaximum() throws InterruptedIOException {
        List<Pass> burst = enter(8);
        burst.getFirst().throttled();
        burst.forEach(Pass::close);
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 4 + 5 + 6 + 7 + 100; i++) {
            try (Pass pass = limit.enter()) {
                pass.succeeded();
            }
            seen.add(limit.current());
        }
        assertThat(seen.subList(2, 4)).containsExactly(4, 5);
        assertThat(seen.subList(7, 9)).containsExactly(5, 6);
        assertThat(seen.subList(20, 22)).containsExactly(7, 8);
        assertThat(seen.getLast()).isEqualTo(8);
        enter(8).forEach(Pass::close);
    }

    @Test
    void successesOfRequestsSentBeforeTheDecreaseDoNotRaise() throws InterruptedIOException {
        List<Pass> sent = enter(8);
        sent.getFirst().throttled();
        sent.subList(1, 8).forEach(Pass::succeeded);
        sent.forEach(Pass::close);
        assertThat(limit.current()).isEqualTo(4);
    }

    @Test
    void nobodyEntersUntilEnoughHaveLeftAndThenInTurn() throws Exception {
        List<Pass> inFlight = enter(8);
        inFlight.getFirst().throttled();
        List<Integer> entered = Collections.synchronizedList(new ArrayList<>());
        List<Thread> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            waiting.add(Thread.ofPlatform().start(() -> {
                try (Pass _ = limit.enter()) {
                    entered.add(number);
                } catch (InterruptedIOException e) {
                    throw new IllegalStateException(e);
                }
            }));
            untilItWaits(waiting.getLast());
        }
        inFlight.subList(0, 4).forEach(Pass::close);
        assertThat(entered).isEmpty();
        assertThat(waiting).extracting(Thread::getState).containsOnly(Thread.State.WAITING);
        inFlight.get(4).close();
        for (Thread thread : waiting) {
            thread.join();
        }
        assertThat(entered).containsExactly(0, 1, 2);
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        List<Pass> all = enter(8);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = Thread.ofPlatform().start(() -> thrown.set(catchThrowable(limit::enter)));
        untilItWaits(thread);
        thread.interrupt();
        thread.join();
        assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
        all.forEach(Pass::close);
        enter(8).forEach(Pass::close);
    }

    private List<Pass> enter(int count) throws InterruptedIOException {
        List<Pass> passes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            passes.add(limit.enter());
        }
        return passes;
    }

    private static void untilItWaits(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            LockSupport.parkNanos(100_000);
        }
    }
}
