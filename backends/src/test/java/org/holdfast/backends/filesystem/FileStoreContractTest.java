package org.holdfast.backends.filesystem;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.testing.ContractTests;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class FileStoreContractTest {
    @TempDir
    private Path dir;

    private final AtomicInteger stores = new AtomicInteger();

    @TestFactory
    Stream<DynamicTest> withHardLinks() {
        return ContractTests.of(() -> FileStore.openOrCreate(FileSettings.defaults(next())));
    }

    @TestFactory
    Stream<DynamicTest> withoutHardLinksBelowAPrefix() {
        return ContractTests.below(
                ObjectKey.of("scratch/check 1"), () -> FileStore.openOrCreate(new FileSettings(next(), false)));
    }

    @TestFactory
    Stream<DynamicTest> withoutHardLinksAtTheTop() {
        return ContractTests.of(() -> FileStore.openOrCreate(new FileSettings(next(), false)))
                .filter(check -> check.getDisplayName().contains("create"));
    }

    private Path next() {
        return dir.resolve("store-" + stores.incrementAndGet());
    }
}
