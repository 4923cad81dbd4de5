package org.holdfast.backends.testing;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class MemoryStoreContractTest {
    @TestFactory
    Stream<DynamicTest> contract() {
        return ContractTests.of(MemoryStore::new);
    }
}
