package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.backends.s3.TestSite.bytes;
import static org.holdfast.backends.s3.TestSite.key;
import static org.holdfast.backends.s3.TestSite.source;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Operation;
import org.holdfast.backends.TransientStoreException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(40)
class ParallelDownloadTest {
    private static final ObjectKey KEY = key("object");
    private static final int PART = 1024 * 1024;
    private static final int AT_ONCE = 4;

    /// Not whole parts.
    private static final int SIZE = 15 * PART + 12_345;

    private static final String WHOLE = "bytes=0-" + (SIZE - 1);
    private static final byte[] CONTENT = bytes(SIZE, 1);

    /// Whatever brings the bytes is too slow, or fast enough.
    private static final long NEVER_ENOUGH = Long.MAX_VALUE;

    private static final long ENOUGH = 1;

    private TestSite site;

    @BeforeAll
    void start(@TempDir Path dir) {
        site = TestSite.start(dir);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    /// What downloads share, and what became of it.
    private static final class Shared {
        final Lanes lanes;
        final AtomicLong memory = new AtomicLong();
        final PartBuffers buffers;
        final ParallelDownload.Ahead ahead;

        Shared(int lanes, long budget, long enough) {
            this.lanes = new Lanes(lanes);
            this.buffers = new PartBuffers(budget, bytes -> memory.accumulateAndGet(bytes, Math::max));
            this.ahead = new ParallelDownload.Ahead(this.lanes, buffers, AT_ONCE, PART, enough);
        }

        /// All was given back: the whole budget can be had, and all lanes.
        void assertFree(int count) {
            assertThat(buffers.takeNow((int) buffers.budget())).isPresent();
            for (int i = 0; i < count; i++) {
                assertThat(lanes.enterIfFree()).isPresent();
            }
            assertThat(lanes.enterIfFree()).isEmpty();
        }
    }

    /// The server here gives ranges, and does not say so.
    private static ParallelDownload begun(TestSite.Place place, Shared shared) throws IOException {
        String name = "site/object";
        Optional<String> tag =
                Head.of(place.requests(), Operation.GET, KEY, name).tag();
        RemoteObject object = new RemoteObject(place.requests(), KEY, name, tag, SIZE, true);
        return new ParallelDownload(Download.of(object, 0, SIZE), shared.ahead);
    }

    private TestSite.Place holding() throws IOException {
        TestSite.Place place = site.place(new TestProfile());
        place.store().put(KEY, source(CONTENT));
        return place;
    }

    private static void assertComes(TestSite.Place place, Shared shared) throws IOException {
        try (ParallelDownload in = begun(place, shared)) {
            assertThat(in.readAllBytes()).isEqualTo(CONTENT);
        }
    }

    private static List<String> ranges(TestSite.Place place) {
        return place.requests().all(GetObjectRequest.class).stream()
                .map(request -> String.valueOf(request.range()))
                .toList();
    }

    private static List<String> wholeAndPartsFrom(int first) {
        List<String> ranges = new ArrayList<>(List.of(WHOLE));
        for (int from = first * PART; from < SIZE; from += PART) {
            ranges.add("bytes=" + from + "-" + (Math.min(SIZE, from + PART) - 1));
        }
        return ranges.stream().sorted().toList();
    }

    @Test
    void partsComeAtOnceAndInOrder() throws Exception {
        Shared shared = new Shared(8, 8 * PART, NEVER_ENOUGH);
        try (TestSite.Place place = holding()) {
            assertComes(place, shared);
            assertThat(place.requests().all(GetObjectRequest.class)).allMatch(request -> request.ifMatch() != null);
            // By how much a read passes the first MiB says where the parts begin.
            assertThat(ranges(place).stream().sorted().toList()).isIn(wholeAndPartsFrom(2), wholeAndPartsFrom(3));
        }
        assertThat(shared.memory).hasValueBetween(2L * PART, (AT_ONCE + 1L) * PART);
        shared.assertFree(8);
    }

    @Test
    void whatComesFastEnoughComesByOneRequest() throws Exception {
        Shared shared = new Shared(8, 8 * PART, ENOUGH);
        try (TestSite.Place place = holding()) {
            assertComes(place, shared);
            assertThat(ranges(place)).containsExactly(WHOLE);
        }
    }

    @Test
    void whereOthersHaveLanesOrMemoryItComesByOneRequest() throws Exception {
        Shared without = new Shared(8, PART / 2, NEVER_ENOUGH);
        Shared busy = new Shared(1, 8 * PART, NEVER_ENOUGH);
        busy.lanes.enter();
        for (Shared shared : List.of(without, busy)) {
            try (TestSite.Place place = holding()) {
                assertComes(place, shared);
                assertThat(ranges(place)).containsExactly(WHOLE);
            }
        }
    }

    /// Lanes that others take in the middle, and give back.
    @Test
    void itGoesOnByOneConnectionAndBySeveralAgain() throws Exception {
        Shared shared = new Shared(3, 8 * PART, NEVER_ENOUGH);
        try (TestSite.Place place = holding()) {
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            try (ParallelDownload in = begun(place, shared)) {
                got.write(in.readNBytes(PART + PART / 2));
                List<Lanes.Lane> others = List.of(shared.lanes.enter(), shared.lanes.enter(), shared.lanes.enter());
                got.write(in.readNBytes(6 * PART));
                others.forEach(Lanes.Lane::close);
                in.transferTo(got);
            }
            assertThat(got.toByteArray()).isEqualTo(CONTENT);
            assertThat(ranges(place))
                    .containsAnyOf("bytes=" + 5 * PART + "-" + (SIZE - 1), "bytes=" + 6 * PART + "-" + (SIZE - 1))
                    .contains("bytes=" + 15 * PART + "-" + (SIZE - 1));
        }
        shared.assertFree(3);
    }

    @Test
    void brokenConnectionsAreGoneOnWith() throws Exception {
        Shared shared = new Shared(8, 8 * PART, NEVER_ENOUGH);
        String bucket = site.server().newBucket();
        try (CuttingProxy proxy = new CuttingProxy(site.server().endpoint(), 330_000, 12);
                TestSite.Place place = site.through(proxy.endpoint(), bucket, new TestProfile())) {
            place.store().put(KEY, source(CONTENT));
            assertComes(place, shared);
            assertThat(proxy.cuts()).isEqualTo(12);
        }
        shared.assertFree(8);
    }

    @Test
    void anObjectThatIsReplacedMeanwhileIsNotMixed() throws Exception {
        Shared shared = new Shared(8, 2 * PART, NEVER_ENOUGH);
        try (TestSite.Place place = holding()) {
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            try (ParallelDownload in = begun(place, shared)) {
                got.write(in.readNBytes(PART + PART / 2));
                place.store().put(KEY, source(bytes(SIZE, 2)));
                assertThatThrownBy(() -> in.transferTo(got))
                        .isInstanceOf(TransientStoreException.class)
                        .hasMessageContaining("replaced");
            }
            assertThat(got.toByteArray())
                    .isEqualTo(Arrays.copyOf(CONTENT, got.size()))
                    .hasSizeLessThan(SIZE);
        }
        shared.assertFree(8);
    }

    /// A lane is the part's only until the part is what is read.
    @Test
    void oneLaneBesideTheReadersOwnIsEnough() throws Exception {
        Shared shared = new Shared(2, 8 * PART, NEVER_ENOUGH);
        try (TestSite.Place place = holding();
                Lanes.Lane _ = shared.lanes.enter()) {
            assertComes(place, shared);
            assertThat(ranges(place).stream().sorted().toList()).isIn(wholeAndPartsFrom(2), wholeAndPartsFrom(3));
        }
        shared.assertFree(2);
    }

    @Test
    void whereTheServiceRefusesPartsItComesByOneConnection() throws Exception {
        for (int status : new int[] {400, 412, 503}) {
            Shared shared = new Shared(8, 8 * PART, NEVER_ENOUGH);
            try (TestSite.Place place = holding()) {
                place.requests().on(new PlainRequests.Wire() {
                    @Override
                    public void sending(SdkRequest request) {
                        if (request instanceof GetObjectRequest get && !WHOLE.equals(get.range())) {
                            throw PlainRequests.error(status, "Refused");
                        }
                    }
                });
                assertComes(place, shared);
                assertThat(ranges(place)).contains(WHOLE).hasSizeBetween(2, 1 + 3 * PlainRequests.TRIES);
            }
            shared.assertFree(8);
        }
    }

    @Test
    void aServiceThatIgnoresConditionsMixesNothing() throws Exception {
        Shared shared = new Shared(8, 2 * PART, NEVER_ENOUGH);
        try (TestSite.Place place = holding()) {
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public SdkRequest altered(SdkRequest request) {
                    return request instanceof GetObjectRequest get
                            ? get.toBuilder().ifMatch(null).build()
                            : request;
                }
            });
            try (ParallelDownload in = begun(place, shared)) {
                in.readNBytes(PART + PART / 2);
                place.store().put(KEY, source(bytes(SIZE, 2)));
                assertThatThrownBy(in::readAllBytes)
                        .isInstanceOf(TransientStoreException.class)
                        .hasMessageContaining("replaced");
            }
        }
    }

    @Test
    void whoStopsEarlyStopsWhatIsFetchedAhead() throws Exception {
        Shared shared = new Shared(8, 8 * PART, NEVER_ENOUGH);
        try (TestSite.Place place = holding()) {
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public void sending(SdkRequest request) {
                    while (request instanceof GetObjectRequest get
                            && !WHOLE.equals(get.range())
                            && !Thread.currentThread().isInterrupted()) {
                        LockSupport.park(this);
                    }
                }
            });
            for (int i = 0; i < 30; i++) {
                try (ParallelDownload in = begun(place, shared)) {
                    assertThat(in.readNBytes(PART + i * 1000)).hasSize(PART + i * 1000);
                }
            }
            assertThat(ranges(place)).hasSizeGreaterThan(30);
            place.requests().on(new PlainRequests.Wire() {});
            assertComes(place, shared);
        }
        shared.assertFree(8);
    }

    @Test
    void whoReadsOnlyTheBeginningFetchesNothingAhead() throws Exception {
        Shared shared = new Shared(8, 8 * PART, NEVER_ENOUGH);
        try (TestSite.Place place = holding()) {
            try (ParallelDownload in = begun(place, shared)) {
                assertThat(in.readNBytes(100_000)).hasSize(100_000);
            }
            assertThat(ranges(place)).containsExactly(WHOLE);
        }
    }

    @Test
    void whoWaitsForAPartCanBeInterrupted() throws Exception {
        Shared shared = new Shared(8, 8 * PART, NEVER_ENOUGH);
        try (TestSite.Place place = holding()) {
            CountDownLatch held = new CountDownLatch(1);
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public void sending(SdkRequest request) {
                    if (request instanceof GetObjectRequest get && !WHOLE.equals(get.range())) {
                        held.countDown();
                        LockSupport.park(this);
                    }
                }
            });
            AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
            Thread reading = Thread.ofVirtual().start(() -> {
                try (ParallelDownload in = begun(place, shared)) {
                    in.readAllBytes();
                } catch (IOException e) {
                    thrown.set(e);
                }
            });
            held.await();
            reading.interrupt();
            reading.join();
            assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
        }
        shared.assertFree(8);
    }
}
