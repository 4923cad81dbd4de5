package org.holdfast.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    /// The clock overflows within the tests.
    private final TurnedClock clock =
            new TurnedClock(Long.MAX_VALUE - Duration.ofSeconds(2).toNanos());

    @Test
    void atMostATenthOfASecondComesAtOnceAndThenTheRate() throws Exception {
        TokenBucket bucket = new TokenBucket(10, clock, clock);
        for (int i = 0; i < 52; i++) {
            bucket.take(1);
        }
        // The first pays with what it saved, the second borrows.
        assertThat(clock.slept()).hasSize(50).containsOnly(Duration.ofMillis(100));
    }

    @Test
    void whatIsLargerThanASecondsShareIsWaitedForByTheNext() throws Exception {
        TokenBucket bucket = new TokenBucket(1000, clock, clock);
        bucket.take(100);
        bucket.take(5000);
        assertThat(clock.slept()).isEmpty();
        bucket.take(0);
        assertThat(clock.slept()).containsExactly(Duration.ofSeconds(5));
    }

    @Test
    void idlenessIsNotSavedUp() throws Exception {
        TokenBucket bucket = new TokenBucket(1000, clock, clock);
        clock.pass(Duration.ofHours(1));
        bucket.take(100);
        bucket.take(1);
        bucket.take(1);
        assertThat(clock.slept()).containsExactly(Duration.ofMillis(1));
    }

    @Test
    void allThreadsTogetherKeepTheRate() throws Exception {
        int threads = 8;
        int each = 500;
        TokenBucket bucket = new TokenBucket(1000, clock, clock);
        long begun = clock.getAsLong();
        CyclicBarrier together = new CyclicBarrier(threads);
        try (ExecutorService all = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(all.submit(() -> {
                    together.await();
                    for (int taken = 0; taken < each; taken++) {
                        bucket.take(1);
                    }
                    return null;
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        bucket.take(0);
        // 4000 at 1000 a second, less the tenth that was saved.
        assertThat(Duration.ofNanos(clock.getAsLong() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(3900));
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        TokenBucket bucket = new TokenBucket(1, clock, clock);
        bucket.take(10);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> bucket.take(1)).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aSliceIsATenthOfASecond() {
        assertThat(new TokenBucket(50 << 20).slice()).isEqualTo(5 << 20);
        assertThat(new TokenBucket(3).slice()).isEqualTo(1);
        assertThat(new TokenBucket(Long.MAX_VALUE).slice()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void nothingASecondIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenBucket(0));
    }
}
