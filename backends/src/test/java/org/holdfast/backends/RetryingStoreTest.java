package org.holdfast.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.holdfast.backends.testing.Call;
import org.holdfast.backends.testing.ContractTests;
import org.holdfast.backends.testing.CountingStore;
import org.holdfast.backends.testing.Fault;
import org.holdfast.backends.testing.Fault.Moment;
import org.holdfast.backends.testing.FaultyStore;
import org.holdfast.backends.testing.MemoryStore;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryingStoreTest {
    private static final ObjectKey KEY = ObjectKey.of("a/key");
    private static final RetryPolicy FOUR = new RetryPolicy(4, Duration.ofMillis(100), Duration.ofSeconds(1));

    private final MemoryStore memory = new MemoryStore();
    private final List<RetryListener.Retry> heard = new ArrayList<>();
    private final List<Duration> slept = new ArrayList<>();

    /// Every second call of the same operation on the same keys fails, so each operation needs two tries.
    @TestFactory
    Stream<DynamicTest> contractOverAStoreThatAlwaysFailsFirst() {
        return Stream.of(Moment.values())
                .flatMap(moment -> ContractTests.of(() -> {
                    Map<Call, Integer> seen = new ConcurrentHashMap<>();
                    Fault fault = Fault.when(
                            call -> mayStrike(call, moment) && seen.merge(call, 1, Integer::sum) % 2 == 1,
                            moment,
                            () -> new TransientStoreException("on purpose"));
                    RetryPolicy patient = new RetryPolicy(1000, Duration.ZERO, Duration.ZERO);
                    return new RetryingStore(
                            new FaultyStore(new MemoryStore(), fault),
                            patient,
                            RetryListener.NONE,
                            _ -> {},
                            new SplittableRandom(1));
                }));
    }

    /// A listing that has begun is not repeated, as documented.
    private static boolean mayStrike(Call call, Moment moment) {
        return call.operation() != Operation.LIST || moment == Moment.BEFORE;
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void triesAgainFromTheStartUntilItWorks(Moment moment) throws IOException {
        ObjectStore store = retrying(failing(2, moment, Operation.PUT, Operation.GET));
        AtomicInteger written = new AtomicInteger();
        store.put(KEY, out -> {
            written.incrementAndGet();
            out.write(new byte[] {1, 2, 3});
        });
        List<byte[]> read = new ArrayList<>();
        store.get(KEY, in -> read.add(in.readAllBytes()));
        assertThat(read.getLast()).containsExactly(1, 2, 3);
        assertThat(written).hasValue(moment == Moment.BEFORE ? 1 : 3);
        assertThat(heard)
                .extracting(RetryListener.Retry::operation)
                .containsExactly(Operation.PUT, Operation.PUT, Operation.GET, Operation.GET);
        assertThat(heard).extracting(RetryListener.Retry::attempt).containsExactly(1, 2, 1, 2);
        assertThat(heard).extracting(RetryListener.Retry::key).containsOnly(KEY);
        assertThat(slept)
                .isEqualTo(heard.stream().map(RetryListener.Retry::delay).toList());
    }

    @Test
    void everyOperationIsTriedAgain() throws IOException {
        memory.put(KEY, _ -> {});
        FaultyStore faulty = failing(1, Moment.BEFORE, Operation.values());
        ObjectStore store = retrying(faulty);
        store.put(KEY, _ -> {});
        store.get(KEY, _ -> {});
        store.stat(KEY);
        store.list(ObjectKey.ROOT, Depth.ALL, _ -> {});
        store.copy(KEY, ObjectKey.of("copy"));
        store.delete(List.of(KEY));
        store.flush();
        assertThat(heard).extracting(RetryListener.Retry::operation).containsExactly(Operation.values());
        for (Operation operation : Operation.values()) {
            assertThat(faulty.calls(operation)).as(operation.toString()).isEqualTo(2);
        }
    }

    @Test
    void givesUpAfterTheLastTryWithTheLastFailure() {
        FaultyStore faulty = failing(100, Moment.BEFORE, Operation.STAT);
        Throwable thrown = catchThrowable(() -> retrying(faulty).stat(KEY));
        assertThat(thrown).isInstanceOf(TransientStoreException.class).hasMessage("failure 4");
        assertThat(faulty.calls()).isEqualTo(4);
        assertThat(heard).hasSize(3);
    }

    @Test
    void onlyTransientFailuresAreTriedAgain() {
        for (StoreException failure : List.of(
                new PermanentStoreException("on purpose"),
                new AccessDeniedException("on purpose"),
                new ObjectNotFoundException("on purpose"))) {
            FaultyStore faulty = new FaultyStore(memory, Fault.when(_ -> true, Moment.BEFORE, () -> failure));
            assertThatThrownBy(() -> retrying(faulty).stat(KEY)).isSameAs(failure);
            assertThat(faulty.calls()).isEqualTo(1);
        }
    }

    @Test
    void aFailureOfTheStoreThatTheSourceWrappedIsTriedAgain() throws IOException {
        ObjectStore store = retrying(failing(1, Moment.DURING, Operation.PUT));
        store.put(KEY, out -> {
            try {
                out.write(new byte[100]);
            } catch (IOException e) {
                throw new IllegalStateException("wrapped", e);
            }
        });
        assertThat(memory.stat(KEY)).isPresent();
        assertThat(heard).hasSize(1);
    }

    @Test
    void aFailureOfTheStoreThatTheSinkSwallowedIsTriedAgain() throws IOException {
        memory.put(KEY, out -> out.write(new byte[100]));
        List<Integer> complete = new ArrayList<>();
        retrying(failing(1, Moment.DURING, Operation.GET)).get(KEY, in -> {
            try {
                complete.add(in.readAllBytes().length);
            } catch (IOException _) {
                complete.add(-1);
            }
        });
        assertThat(complete).containsExactly(-1, 100);
    }

    @Test
    void aListingThatHasBegunIsNotRepeated() throws IOException {
        for (int i = 0; i < 5; i++) {
            memory.put(ObjectKey.of("object-" + i), _ -> {});
        }
        AtomicInteger visits = new AtomicInteger();
        FaultyStore faulty = failing(1, Moment.DURING, Operation.LIST);
        assertThatThrownBy(() -> retrying(faulty).list(ObjectKey.ROOT, Depth.ALL, _ -> visits.incrementAndGet()))
                .isInstanceOf(TransientStoreException.class);
        assertThat(visits).hasValue(1);
        assertThat(faulty.calls()).isEqualTo(1);
    }

    @Test
    void aDeleteAsksAgainForTheSurvivorsOnly() throws IOException {
        List<ObjectKey> keys = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            keys.add(ObjectKey.of("object-" + i));
            memory.put(keys.get(i), _ -> {});
        }
        AtomicInteger failures = new AtomicInteger();
        Fault fault = Fault.when(
                call -> call.operation() == Operation.DELETE && failures.incrementAndGet() <= 2,
                Moment.DURING,
                () -> new TransientStoreException("on purpose"));
        CountingStore counting = new CountingStore(new FaultyStore(memory, fault));
        retrying(counting).delete(keys);
        assertThat(counting.calls())
                .extracting(Call::keys)
                .containsExactly(keys, keys.subList(2, 4), keys.subList(3, 4));
        for (ObjectKey key : keys) {
            assertThat(memory.stat(key)).isEmpty();
        }
    }

    @Test
    void aDeleteWithPermanentFailuresOnlyIsNotRepeated() {
        Fault fault = Fault.when(_ -> true, Moment.DURING, () -> new PermanentStoreException("on purpose"));
        FaultyStore faulty = new FaultyStore(memory, fault);
        assertThatThrownBy(() -> retrying(faulty).delete(List.of(KEY))).isInstanceOf(PartialDeleteException.class);
        assertThat(faulty.calls()).isEqualTo(1);
    }

    @Test
    void interruptionEndsTheWait() {
        FaultyStore faulty = failing(100, Moment.BEFORE, Operation.STAT);
        ObjectStore store = new RetryingStore(
                faulty,
                FOUR,
                heard::add,
                _ -> {
                    throw new InterruptedException("on purpose");
                },
                new SplittableRandom(1));
        Throwable thrown = catchThrowable(() -> store.stat(KEY));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown).isInstanceOf(InterruptedIOException.class);
        assertThat(thrown.getSuppressed()).hasExactlyElementsOfTypes(TransientStoreException.class);
        assertThat(faulty.calls()).isEqualTo(1);
    }

    @Test
    void closesTheStoreItWraps() {
        AtomicBoolean closed = new AtomicBoolean();
        retrying(new ClosingStore(closed)).close();
        assertThat(closed).isTrue();
    }

    private ObjectStore retrying(ObjectStore store) {
        return new RetryingStore(store, FOUR, heard::add, slept::add, new SplittableRandom(1));
    }

    /// The first `times` calls of each of the operations fail, in a transient way.
    private FaultyStore failing(int times, Moment moment, Operation... operations) {
        Map<Operation, Integer> seen = new HashMap<>();
        AtomicInteger failures = new AtomicInteger();
        Predicate<Call> condition = call -> List.of(operations).contains(call.operation())
                && seen.merge(call.operation(), 1, Integer::sum) <= times;
        return new FaultyStore(
                memory,
                Fault.when(
                        condition, moment, () -> new TransientStoreException("failure " + failures.incrementAndGet())));
    }
}
