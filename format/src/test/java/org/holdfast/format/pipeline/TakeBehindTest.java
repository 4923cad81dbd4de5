package org.holdfast.format.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TakeBehindTest {
    private static final int BATCH = 256;
    private static final int MOST_BEHIND = 4 * BATCH;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, BATCH - 1, BATCH, BATCH + 1, 3 * MOST_BEHIND + 7})
    void aFlushMeansThatAllIsTakenInOrder(int count) throws IOException {
        List<Integer> taken = new ArrayList<>();
        try (TakeBehind<Integer> behind = new TakeBehind<>(taken::add)) {
            for (int i = 0; i < count; i++) {
                behind.add(i);
            }
            behind.flush();
            assertThat(taken).isEqualTo(IntStream.range(0, count).boxed().toList());
            behind.add(count);
            behind.flush();
            assertThat(taken).hasSize(count + 1);
        }
    }

    @Test
    void aFailureIsThrownAndStays() {
        for (Throwable failure : new Throwable[] {new IOException("full"), new IllegalStateException("bug")}) {
            try (TakeBehind<Integer> behind = new TakeBehind<>(_ -> {
                if (failure instanceof IOException e) {
                    throw e;
                }
                throw (RuntimeException) failure;
            })) {
                assertThatThrownBy(() -> {
                            for (int i = 0; i < 2 * MOST_BEHIND; i++) {
                                behind.add(i);
                            }
                        })
                        .isSameAs(failure);
                assertThatThrownBy(() -> behind.add(1)).isSameAs(failure);
                assertThatThrownBy(behind::flush).isSameAs(failure);
            }
        }
    }

    @Test
    void aFailureWithTheLastOneIsThrownByTheFlush() throws IOException {
        IOException failure = new IOException("full");
        try (TakeBehind<Integer> behind = new TakeBehind<>(_ -> {
            throw failure;
        })) {
            behind.add(1);
            assertThatThrownBy(behind::flush).isSameAs(failure);
        }
    }

    @Test
    void aSlowTakerHoldsBackWhoAdds() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        CountDownLatch filled = new CountDownLatch(MOST_BEHIND);
        AtomicInteger added = new AtomicInteger();
        Thread adding = Thread.ofPlatform().start(() -> {
            try (TakeBehind<Integer> behind = new TakeBehind<>(_ -> await(open))) {
                for (int i = 0; i < 3 * MOST_BEHIND; i++) {
                    behind.add(i);
                    added.incrementAndGet();
                    filled.countDown();
                }
                behind.flush();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        filled.await();
        while (adding.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(added).hasValue(MOST_BEHIND);
        open.countDown();
        adding.join();
        assertThat(added).hasValue(3 * MOST_BEHIND);
    }

    @Test
    void nothingIsTakenAfterItWasClosed() throws Exception {
        CountDownLatch taking = new CountDownLatch(1);
        CountDownLatch open = new CountDownLatch(1);
        AtomicInteger taken = new AtomicInteger();
        TakeBehind<Integer> behind = new TakeBehind<>(_ -> {
            taking.countDown();
            await(open);
            taken.incrementAndGet();
        });
        for (int i = 0; i < MOST_BEHIND; i++) {
            behind.add(i);
        }
        taking.await();
        open.countDown();
        behind.close();
        int then = taken.get();
        assertThat(then).isBetween(1, MOST_BEHIND);
        assertThatThrownBy(() -> behind.add(1)).isInstanceOf(IOException.class);
        assertThatThrownBy(behind::flush).isInstanceOf(IOException.class);
        assertThat(taken).hasValue(then);
    }

    @Test
    void whoIsInterruptedWhileHeWaitsLeaves() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread adding = Thread.ofPlatform().start(() -> {
            try (TakeBehind<Integer> behind = new TakeBehind<>(_ -> await(never))) {
                for (int i = 0; i < 2 * MOST_BEHIND; i++) {
                    behind.add(i);
                }
            } catch (IOException e) {
                interrupted.set(e instanceof InterruptedIOException);
            }
        });
        while (adding.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        adding.interrupt();
        adding.join();
        assertThat(interrupted).isTrue();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
