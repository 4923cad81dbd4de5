package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.backends.s3.TestSite.PART;
import static org.holdfast.backends.s3.TestSite.bytes;
import static org.holdfast.backends.s3.TestSite.get;
import static org.holdfast.backends.s3.TestSite.key;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.PermanentStoreException;
import org.holdfast.backends.Tasks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class PutMemoryTest {
    private static final int[] SIZES = {0, 10, 5000, 100_000, PART - 1, PART, PART + 1, 3 * PART + 100};

    private TestSite site;

    @BeforeAll
    void start(@TempDir Path dir) {
        site = TestSite.start(dir);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void manyPutsOfAllSizesStayWithinTheBudgetAndEnd(int parts) throws Exception {
        AtomicLong peak = new AtomicLong();
        long budget = (long) parts * PART;
        PartBuffers buffers = new PartBuffers(budget, bytes -> peak.accumulateAndGet(bytes, Math::max));
        try (TestSite.Place place = site.on(site.server().newBucket(), new TestProfile(), buffers, true)) {
            try (Tasks tasks = new Tasks(12)) {
                for (int i = 0; i < 24; i++) {
                    int number = i;
                    byte[] content = bytes(SIZES[i % SIZES.length], i);
                    long expected =
                            switch (i % 3) {
                                case 0 -> ByteSource.UNKNOWN_SIZE;
                                case 1 -> content.length;
                                default -> content.length / 2;
                            };
                    tasks.submit(() -> place.store()
                            .put(key("object-" + number), ByteSource.sized(expected, out -> out.write(content))));
                }
                tasks.join();
            }
            for (int i = 0; i < 24; i++) {
                assertThat(get(place.store(), key("object-" + i))).isEqualTo(bytes(SIZES[i % SIZES.length], i));
            }
        }
        assertThat(peak.get()).isLessThanOrEqualTo(budget).isGreaterThanOrEqualTo(PART);
    }

    @Test
    void lessMemoryThanAPartIsRefused() {
        TestProfile profile = new TestProfile().minPartSize(2L * PART);
        try (TestSite.Place place = site.on(site.server().newBucket(), profile, new PartBuffers(PART), true)) {
            assertThatThrownBy(() -> place.store().put(key("object"), ByteSource.sized(PART, out -> out.write(1))))
                    .isInstanceOfSatisfying(PermanentStoreException.class, e -> assertThat(e.hint())
                            .contains("memory="))
                    .hasMessageContaining("memory");
        }
    }
}
