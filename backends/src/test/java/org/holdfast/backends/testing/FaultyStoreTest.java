package org.holdfast.backends.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.holdfast.backends.Depth;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;
import org.holdfast.backends.PartialDeleteException;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.StoreException;
import org.holdfast.backends.testing.Fault.Moment;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultyStoreTest {
    private static final ObjectKey KEY = ObjectKey.of("key");

    private final StoreException error = new PermanentStoreException("on purpose");
    private final MemoryStore memory = new MemoryStore();

    @TestFactory
    Stream<DynamicTest> contractWithoutFaults() {
        return ContractTests.of(() -> new CountingStore(new FaultyStore(new MemoryStore())));
    }

    @ParameterizedTest
    @EnumSource(Moment.class)
    void aPutTakesEffectOnlyIfItFailsAfterwards(Moment moment) throws IOException {
        FaultyStore store = new FaultyStore(memory, Fault.atCall(1, moment, () -> error));
        AtomicInteger written = new AtomicInteger();
        assertThatThrownBy(() -> store.put(KEY, out -> {
                    for (int i = 0; i < 3; i++) {
                        out.write(i);
                        written.incrementAndGet();
                    }
                }))
                .isSameAs(error);
        assertThat(memory.stat(KEY).isPresent()).isEqualTo(moment == Moment.AFTER);
        assertThat(written).hasValue(moment == Moment.AFTER ? 3 : 0);
        store.put(KEY, _ -> {});
        assertThat(store.calls(Operation.PUT)).isEqualTo(2);
    }

    @Test
    void aFaultInTheMiddleStrikesAlsoWhereThereIsNoMiddle() throws IOException {
        FaultyStore store = new FaultyStore(memory, Fault.when(_ -> true, Moment.DURING, () -> error));
        memory.put(KEY, _ -> {});
        List<Probe.Attempt> attempts = List.of(
                () -> store.put(KEY, _ -> {}),
                () -> store.get(KEY, _ -> {}),
                () -> store.stat(KEY),
                () -> store.list(ObjectKey.of("nothing"), Depth.ALL, _ -> {}),
                () -> store.copy(KEY, KEY),
                store::flush);
        for (Probe.Attempt attempt : attempts) {
            assertThatThrownBy(attempt::run).isSameAs(error);
        }
        assertThatThrownBy(() -> store.delete(List.of(KEY)))
                .isInstanceOf(PartialDeleteException.class)
                .hasCause(error);
    }

    @Test
    void aGetBreaksOffAfterTheFirstByte() throws IOException {
        memory.put(KEY, out -> out.write(new byte[] {1, 2, 3}));
        FaultyStore store = new FaultyStore(memory, Fault.when(_ -> true, Moment.DURING, () -> error));
        AtomicInteger read = new AtomicInteger();
        assertThatThrownBy(() -> store.get(KEY, in -> {
                    while (in.read() >= 0) {
                        read.incrementAndGet();
                    }
                }))
                .isSameAs(error);
        assertThat(read).hasValue(1);
    }

    @Test
    void aFaultThatWasNeverReachedIsReported() throws IOException {
        Fault first = Fault.atCall(2, Moment.BEFORE, () -> error);
        Fault never = Fault.atCall(3, Moment.BEFORE, () -> error);
        FaultyStore store = new FaultyStore(memory, first, never);
        store.flush();
        assertThat(store.unreached()).containsExactly(first, never);
        assertThatThrownBy(store::flush).isSameAs(error);
        assertThat(store.unreached()).containsExactly(never);
        assertThat(store.calls()).isEqualTo(2);
        assertThat(store.calls(Operation.GET)).isZero();
    }

    @Test
    void aCountingStoreRemembersCallsInOrder() throws IOException {
        CountingStore store = new CountingStore(memory);
        ObjectKey copy = ObjectKey.of("copy");
        store.put(KEY, _ -> {});
        store.put(KEY, _ -> {});
        store.copy(KEY, copy);
        store.delete(List.of(KEY, copy));
        assertThat(store.count(Operation.PUT)).isEqualTo(2);
        assertThat(store.keys(Operation.PUT)).containsExactly(KEY, KEY);
        assertThat(store.calls())
                .endsWith(new Call(Operation.COPY, List.of(KEY, copy)), new Call(Operation.DELETE, List.of(KEY, copy)));
        store.reset();
        assertThat(store.calls()).isEmpty();
    }
}
