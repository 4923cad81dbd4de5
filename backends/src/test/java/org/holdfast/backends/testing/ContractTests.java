package org.holdfast.backends.testing;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.junit.jupiter.api.DynamicTest;

/// The contract's checks as tests, each on a store of its own.
public final class ContractTests {
    private ContractTests() {}

    /// Makes a store without objects.
    @FunctionalInterface
    public interface Factory {
        ObjectStore create() throws IOException;
    }

    /// All checks, at the top of the store.
    public static Stream<DynamicTest> of(Factory factory) {
        return below(ObjectKey.ROOT, factory);
    }

    /// All checks below a prefix.
    public static Stream<DynamicTest> below(ObjectKey scratch, Factory factory) {
        return Stream.of(StoreContract.checks(), StoreContract.byteNameChecks())
                .flatMap(List::stream)
                .map(check -> DynamicTest.dynamicTest(check.name(), () -> {
                    try (ObjectStore store = factory.create()) {
                        check.run(store, scratch);
                    }
                }));
    }
}
