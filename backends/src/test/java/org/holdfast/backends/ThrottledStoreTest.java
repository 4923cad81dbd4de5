package org.holdfast.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.holdfast.backends.testing.ContractTests;
import org.holdfast.backends.testing.MemoryStore;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ThrottledStoreTest {
    private static final ObjectKey KEY = ObjectKey.of("a/key");

    private final TurnedClock clock = new TurnedClock(0);
    private final MemoryStore memory = new MemoryStore();
    private final ThrottledStore store = new ThrottledStore(memory, new TokenBucket(1000, clock, clock));

    @TestFactory
    Stream<DynamicTest> contract() {
        return ContractTests.of(() -> new ThrottledStore(new MemoryStore(), new TokenBucket(1L << 40)));
    }

    /// In slices of 100 bytes, which streams of single bytes add up to.
    @TestFactory
    Stream<DynamicTest> contractWhileItWaits() {
        return ContractTests.of(() -> {
            TurnedClock own = new TurnedClock(0);
            return new ThrottledStore(new MemoryStore(), new TokenBucket(1000, own, own));
        });
    }

    @Test
    void bothDirectionsTogetherKeepTheRateAndTheBytes() throws IOException {
        byte[] content = new byte[3050];
        new Random(1).nextBytes(content);
        store.put(KEY, out -> out.write(content));
        assertThat(clock.sleptTogether()).isBetween(Duration.ofMillis(2800), Duration.ofMillis(2950));
        store.get(KEY, in -> assertThat(in.readAllBytes()).isEqualTo(content));
        assertThat(clock.sleptTogether()).isBetween(Duration.ofMillis(5800), Duration.ofMillis(6000));
        assertThat(store.create(ObjectKey.of("b"), new byte[1000])).isTrue();
        store.get(KEY, in -> assertThat(in.skip(1000)).isEqualTo(1000));
        assertThat(clock.sleptTogether()).isBetween(Duration.ofMillis(6900), Duration.ofMillis(7050));
        assertThat(clock.slept()).allSatisfy(wait -> assertThat(wait).isLessThanOrEqualTo(Duration.ofSeconds(1)));
    }

    @Test
    void anInterruptEndsAPutEvenIfTheSourceSwallowsIt() throws IOException {
        assertThatThrownBy(() -> store.put(KEY, out -> {
                    out.write(new byte[200]);
                    Thread.currentThread().interrupt();
                    try {
                        out.write(new byte[200]);
                    } catch (IOException _) {
                        // As careless callers do.
                    }
                }))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(memory.stat(KEY)).isEmpty();
    }
}
