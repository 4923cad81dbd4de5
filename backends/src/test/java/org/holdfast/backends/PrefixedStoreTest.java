package org.holdfast.backends;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.holdfast.backends.testing.ContractTests;
import org.holdfast.backends.testing.CountingStore;
import org.holdfast.backends.testing.Fault;
import org.holdfast.backends.testing.FaultyStore;
import org.holdfast.backends.testing.MemoryStore;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PrefixedStoreTest {
    private static final ObjectKey PREFIX = ObjectKey.of("some/place");

    private final MemoryStore below = new MemoryStore();
    private final PrefixedStore view = new PrefixedStore(below, PREFIX);

    @TestFactory
    Stream<DynamicTest> contract() {
        return ContractTests.of(() -> new PrefixedStore(new MemoryStore(), PREFIX));
    }

    @TestFactory
    Stream<DynamicTest> contractOfAViewOfEverything() {
        return ContractTests.of(() -> new PrefixedStore(new MemoryStore(), ObjectKey.ROOT));
    }

    @Test
    void keysBelowCarryThePrefix() throws IOException {
        CountingStore counting = new CountingStore(below);
        PrefixedStore counted = new PrefixedStore(counting, PREFIX);
        counted.put(ObjectKey.of("a"), _ -> {});
        counted.copy(ObjectKey.of("a"), ObjectKey.of("b"));
        counted.delete(List.of(ObjectKey.of("a")));
        assertThat(counting.calls().stream().flatMap(call -> call.keys().stream()))
                .extracting(ObjectKey::text)
                .containsExactly("some/place/a", "some/place/a", "some/place/b", "some/place/a");
    }

    @Test
    void whatLiesOutsideIsNotSeenNorTheObjectAtThePrefixItself() throws IOException {
        for (String outside : List.of("some/place", "some/placebo", "some/other/a", "a")) {
            below.put(ObjectKey.of(outside), _ -> {});
        }
        view.put(ObjectKey.of("a"), _ -> {});
        List<ObjectKey> found = new ArrayList<>();
        view.list(ObjectKey.ROOT, Depth.ALL, info -> found.add(info.key()));
        assertThat(found).containsExactly(ObjectKey.of("a"));
        assertThatThrownBy(() -> view.delete(List.of(ObjectKey.ROOT))).isInstanceOf(IllegalArgumentException.class);
        assertThat(below.stat(PREFIX)).isPresent();
    }

    @Test
    void survivorsOfADeleteAreKeysOfTheView() {
        Fault fault = Fault.atCall(1, Fault.Moment.DURING, () -> new PermanentStoreException("on purpose"));
        PrefixedStore failing = new PrefixedStore(new FaultyStore(below, fault), PREFIX);
        PartialDeleteException thrown = catchThrowableOfType(
                PartialDeleteException.class, () -> failing.delete(List.of(ObjectKey.of("a"), ObjectKey.of("b"))));
        assertThat(thrown.survivors()).containsExactly(ObjectKey.of("b"));
        assertThat(thrown).hasMessageContaining("on purpose");
    }

    @Test
    void keysAreShorterByThePrefixAndItsSlash() {
        assertThat(view.capabilities().maxKeyBytes())
                .isEqualTo(below.capabilities().maxKeyBytes() - "some/place/".length());
        assertThat(new PrefixedStore(below, ObjectKey.ROOT).capabilities()).isEqualTo(below.capabilities());
    }

    @Test
    void closingAViewLeavesTheStoreOpen() {
        AtomicBoolean closed = new AtomicBoolean();
        new PrefixedStore(new ClosingStore(closed), PREFIX).close();
        assertThat(closed).isFalse();
    }
}
