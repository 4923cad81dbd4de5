package org.holdfast.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private static final ObjectKey KEY = ObjectKey.of("a/key");
    private static final RetryPolicy POLICY =
            new RetryPolicy(6, Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(20));

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
    private final List<Duration> slept = new ArrayList<>();
    private final List<RetryListener.Retry> heard = new ArrayList<>();
    private final Retries retries = new Retries(POLICY, heard::add, this::sleep, now::get, new SplittableRandom(1));

    @Test
    void waitsAtLeastAsLongAsTheStoreAsksFor() throws IOException {
        assertThat(run(Stream.of(throttled(Duration.ofSeconds(7)), throttled(Duration.ZERO))))
                .isEqualTo("done");
        // And a little more, so that not all who were told the same come back at once.
        assertThat(slept.getFirst()).isBetween(Duration.ofSeconds(7).plusNanos(1), Duration.ofMillis(7100));
        assertThat(slept.getLast()).isLessThanOrEqualTo(Duration.ofMillis(200));
        assertThat(heard).extracting(RetryListener.Retry::delay).isEqualTo(slept);
        assertThat(heard).extracting(retry -> retry.cause().throttled()).containsOnly(true);
    }

    @Test
    void givesUpAtOnceWhenTheStoreAsksForMoreTimeThanThereIs() {
        TransientStoreException asked = throttled(Duration.ofSeconds(21));
        Throwable thrown = catchThrowable(() -> run(Stream.of(asked)));
        assertThat(thrown)
                .isInstanceOf(TransientStoreException.class)
                .hasMessage("slow down; gave up after 1 try in 0 s, since the store asks to wait for 21 s and all tries"
                        + " together may take 20 s")
                .hasCause(asked.getCause());
        assertThat(((TransientStoreException) thrown).hint()).isEqualTo("wait");
        assertThat(((TransientStoreException) thrown).throttled()).isTrue();
        assertThat(slept).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void noTryStartsAfterTheLimitHoweverFewThereWere() {
        assertThatThrownBy(() -> retries.run(Operation.GET, KEY, _ -> {
                    now.addAndGet(Duration.ofSeconds(9).toNanos());
                    throw new TransientStoreException("timed out");
                }))
                .hasMessage("timed out; gave up after 3 tries in 27 s, since all tries together may take 20 s");
        assertThat(heard).hasSize(2);
    }

    @Test
    void aDoubtfulFailureGetsOneMoreTry() throws IOException {
        TransientStoreException second = doubtful("second");
        Iterator<TransientStoreException> failures = List.of(
                        doubtful("first"), new TransientStoreException("reset"), second)
                .iterator();
        assertThatThrownBy(() -> retries.run(Operation.PUT, KEY, _ -> {
                    throw failures.next();
                }))
                .isSameAs(second);
        assertThat(run(Stream.of(doubtful("first")))).isEqualTo("done");
    }

    @Test
    void aTryThatIsTheLastIsNotRepeated() {
        TransientStoreException failure = new TransientStoreException("reset");
        assertThatThrownBy(() -> retries.run(Operation.PUT, KEY, current -> {
                    current.last();
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(slept).isEmpty();
    }

    @Test
    void aRealWaitEndsWithAnInterrupt() throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(1);
        RetryPolicy slow = new RetryPolicy(2, Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(2));
        Retries real = new Retries(slow, _ -> waiting.countDown());
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicReference<Boolean> flag = new AtomicReference<>(false);
        Thread thread = Thread.ofVirtual().start(() -> {
            thrown.set(catchThrowable(() -> real.run(Operation.PUT, KEY, _ -> {
                throw new TransientStoreException("reset");
            })));
            flag.set(Thread.currentThread().isInterrupted());
        });
        waiting.await();
        thread.interrupt();
        thread.join();
        assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
        assertThat(flag.get()).isTrue();
    }

    @Test
    void aNegativeLimitIsRefused() {
        Supplier<RetryPolicy> negative = () -> new RetryPolicy(1, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(-1));
        assertThatThrownBy(negative::get).isInstanceOf(IllegalArgumentException.class);
    }

    private String run(Stream<TransientStoreException> failures) throws IOException {
        Iterator<TransientStoreException> left = failures.iterator();
        return retries.run(Operation.PUT, KEY, _ -> {
            if (left.hasNext()) {
                throw left.next();
            }
            return "done";
        });
    }

    private void sleep(Duration delay) {
        slept.add(delay);
        now.addAndGet(delay.toNanos());
    }

    private static TransientStoreException throttled(Duration after) {
        return TransientStoreException.throttled(
                "slow down", "wait", Optional.of(after), new IllegalStateException("503"));
    }

    private static TransientStoreException doubtful(String message) {
        return TransientStoreException.onceMore(message, "", new IllegalStateException("400"));
    }
}
