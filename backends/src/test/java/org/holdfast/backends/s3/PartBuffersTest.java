package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.backends.Tasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PartBuffersTest {
    private static final int MIB = 1024 * 1024;

    @Test
    void allArraysTogetherNeverTakeMoreThanTheBudget() throws Exception {
        long budget = 3 * MIB + 700;
        AtomicLong peak = new AtomicLong();
        AtomicLong held = new AtomicLong();
        AtomicLong heldPeak = new AtomicLong();
        PartBuffers buffers = new PartBuffers(budget, bytes -> peak.accumulateAndGet(bytes, Math::max));
        try (Tasks tasks = new Tasks(16)) {
            for (int i = 0; i < 400; i++) {
                int seed = i;
                tasks.submit(() -> {
                    Random random = new Random(seed);
                    int size = random.nextInt(3) == 0 ? MIB : 1 + random.nextInt(2 * MIB);
                    try (PartBuffers.Buffer buffer = buffers.take(size)) {
                        assertThat(buffer.bytes()).hasSize(size);
                        heldPeak.accumulateAndGet(held.addAndGet(buffer.bytes().length), Math::max);
                        LockSupport.parkNanos(50_000);
                        held.addAndGet(-buffer.bytes().length);
                    }
                });
            }
            tasks.join();
        }
        assertThat(peak.get()).isLessThanOrEqualTo(budget).isGreaterThan(2 * MIB);
        assertThat(heldPeak.get()).isLessThanOrEqualTo(peak.get()).isGreaterThan(MIB);
    }

    @Test
    void theWholeBudgetCanBeOneBuffer() throws Exception {
        PartBuffers buffers = new PartBuffers(MIB + 1);
        for (int i = 0; i < 3; i++) {
            try (PartBuffers.Buffer all = buffers.take(MIB + 1)) {
                assertThat(all.capacity()).isEqualTo(MIB + 1);
            }
        }
        assertThatThrownBy(() -> buffers.take(MIB + 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void largeArraysAreUsedAgain() throws Exception {
        PartBuffers buffers = new PartBuffers(4 * MIB);
        byte[] array;
        try (PartBuffers.Buffer buffer = buffers.take(MIB)) {
            array = buffer.bytes();
        }
        try (PartBuffers.Buffer buffer = buffers.take(MIB)) {
            assertThat(buffer.bytes()).isSameAs(array);
            assertThat(buffer.length()).isZero();
        }
    }

    @Test
    void closingTwiceGivesBackOnce() throws Exception {
        PartBuffers buffers = new PartBuffers(MIB);
        PartBuffers.Buffer buffer = buffers.take(MIB);
        buffer.close();
        buffer.close();
        try (PartBuffers.Buffer all = buffers.take(MIB)) {
            AtomicInteger interrupted = new AtomicInteger();
            CountDownLatch started = new CountDownLatch(1);
            Thread waiting = Thread.ofVirtual().start(() -> {
                started.countDown();
                try {
                    buffers.take(1).close();
                } catch (InterruptedIOException _) {
                    interrupted.incrementAndGet();
                }
            });
            started.await();
            waiting.interrupt();
            waiting.join();
            assertThat(interrupted).hasValue(1);
            assertThat(all.capacity()).isEqualTo(MIB);
        }
    }
}
