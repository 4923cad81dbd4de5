package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectStore;
import org.holdfast.backends.PartialDeleteException;
import org.holdfast.backends.testing.ContractTests;
import org.holdfast.servers.ProxiedDirectory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class S3StoreContractTest {
    private static final String DELETE_MISSING = "deleting missing objects succeeds";

    private ProxiedDirectory server;

    @BeforeAll
    void start(@TempDir Path dir) {
        server = ProxiedDirectory.start(dir);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> atTheTop() {
        return checks(() -> store(
                ObjectKey.ROOT, new TestProfile().with(Ability.CONDITIONAL_PUT).build()));
    }

    /// All that is optional is missing, and the site's prefix needs encoding.
    @TestFactory
    Stream<DynamicTest> belowAPrefixOfAPoorService() {
        Profile poor = new TestProfile()
                .without(Ability.LIST_V2, Ability.BATCH_DELETE, Ability.COPY, Ability.COPY_PART, Ability.MD5_TAG)
                .checksums(Profile.Checksums.DEFAULT)
                .build();
        return checks(() -> store(ObjectKey.of("s\u00edte+1/100% #"), poor));
    }

    private static Stream<DynamicTest> checks(ContractTests.Factory factory) {
        return ContractTests.of(factory)
                .map(check -> check.getDisplayName().equals(DELETE_MISSING)
                        ? DynamicTest.dynamicTest(DELETE_MISSING + ", but for S3Proxy's quirk", () -> {
                            try (ObjectStore store = factory.create()) {
                                deleteMissing(store);
                            }
                        })
                        : check);
    }

    /// S3Proxy keeps an object as a file, and fails where the key of a missing object leads below one. Elsewhere that
    /// is a key like others.
    private static void deleteMissing(ObjectStore store) throws IOException {
        store.put(ObjectKey.of("a/object"), out -> out.write(1));
        store.delete(List.of());
        store.delete(List.of(
                ObjectKey.of("missing"), ObjectKey.of("a/missing"), ObjectKey.of("missing/too"), ObjectKey.of("a")));
        assertThatThrownBy(() -> store.delete(List.of(ObjectKey.of("a/object/below"))))
                .isInstanceOf(PartialDeleteException.class)
                .rootCause()
                .hasMessageContaining("Status Code: 500");
        assertThat(store.stat(ObjectKey.of("a/object"))).isPresent();
    }

    private S3Store store(ObjectKey prefix, Profile profile) {
        String bucket = server.newBucket();
        return new S3Store(new PlainRequests(server, bucket, profile), S3Settings.of(bucket, prefix));
    }
}
