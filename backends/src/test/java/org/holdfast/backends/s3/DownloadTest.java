package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.backends.s3.TestSite.bytes;
import static org.holdfast.backends.s3.TestSite.get;
import static org.holdfast.backends.s3.TestSite.key;
import static org.holdfast.backends.s3.TestSite.source;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.RetryPolicy;
import org.holdfast.backends.TransientStoreException;
import org.holdfast.backends.s3.CannedServer.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class DownloadTest {
    private static final ObjectKey KEY = key("object");
    private static final int SIZE = 1_000_000;

    private TestSite site;

    @BeforeAll
    void start(@TempDir Path dir) {
        site = TestSite.start(dir);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @Test
    void whatBreaksInTheMiddleIsGoneOnWith() throws Exception {
        String bucket = site.server().newBucket();
        byte[] content = bytes(SIZE, 1);
        // More cuts than may be fruitless: each connection brings something.
        try (CuttingProxy proxy = new CuttingProxy(site.server().endpoint(), 130_000, 7);
                TestSite.Place place = site.through(proxy.endpoint(), bucket, new TestProfile())) {
            place.store().put(KEY, source(content));
            assertThat(get(place.store(), KEY)).isEqualTo(content);
            assertThat(proxy.cuts()).isEqualTo(7);
            List<GetObjectRequest> gets = place.requests().all(GetObjectRequest.class);
            assertThat(gets).hasSize(8);
            assertThat(gets.subList(1, 8)).allMatch(request -> request.ifMatch() != null && request.range() != null);
        }
    }

    @Test
    void anObjectThatIsReplacedMeanwhileIsNotMixed() throws Exception {
        String bucket = site.server().newBucket();
        try (CuttingProxy proxy = new CuttingProxy(site.server().endpoint(), 130_000, 1);
                TestSite.Place place = site.through(proxy.endpoint(), bucket, new TestProfile())) {
            place.store().put(KEY, source(bytes(SIZE, 1)));
            ByteArrayOutputStream got = new ByteArrayOutputStream();
            assertThatThrownBy(() -> place.store().get(KEY, in -> {
                        got.write(in.readNBytes(1000));
                        place.store().put(KEY, source(bytes(SIZE, 2)));
                        in.transferTo(got);
                    }))
                    .isInstanceOf(TransientStoreException.class)
                    .hasMessageContaining("replaced");
            assertThat(proxy.cuts()).isEqualTo(1);
            assertThat(got.toByteArray())
                    .isEqualTo(Arrays.copyOf(bytes(SIZE, 1), got.size()))
                    .hasSizeLessThan(SIZE);
        }
    }

    @Test
    void anObjectThatIsRemovedMeanwhileIsATransientFailure() throws Exception {
        String bucket = site.server().newBucket();
        try (CuttingProxy proxy = new CuttingProxy(site.server().endpoint(), 130_000, 1);
                TestSite.Place place = site.through(proxy.endpoint(), bucket, new TestProfile())) {
            place.store().put(KEY, source(bytes(SIZE, 1)));
            assertThatThrownBy(() -> place.store().get(KEY, in -> {
                        in.readNBytes(1000);
                        place.store().delete(List.of(KEY));
                        in.readAllBytes();
                    }))
                    .isInstanceOf(TransientStoreException.class)
                    .hasMessageContaining("removed");
            assertThat(proxy.cuts()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionThatBringsNothingAnyMoreIsGivenUp() throws Exception {
        String bucket = site.server().newBucket();
        try (TestSite.Place direct = site.through(site.server().endpoint(), bucket, new TestProfile())) {
            direct.store().put(KEY, source(bytes(SIZE, 1)));
        }
        try (CuttingProxy proxy = new CuttingProxy(site.server().endpoint(), 130_000, Integer.MAX_VALUE);
                TestSite.Place place = site.through(proxy.endpoint(), bucket, new TestProfile())) {
            AtomicInteger gets = new AtomicInteger();
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public void sending(SdkRequest request) {
                    if (gets.incrementAndGet() > 1) {
                        throw PlainRequests.error(503, "ServiceUnavailable");
                    }
                }
            });
            assertThatThrownBy(() -> get(place.store(), KEY)).isInstanceOf(TransientStoreException.class);
            assertThat(gets).hasValue(4);
            assertThat(proxy.cuts()).isEqualTo(1);
        }
    }

    /// Cuts before the first byte of a body, so that headers are all that ever comes.
    @Test
    void fruitlessConnectionsAreCounted() throws Exception {
        String bucket = site.server().newBucket();
        try (TestSite.Place direct = site.through(site.server().endpoint(), bucket, new TestProfile())) {
            direct.store().put(KEY, source(bytes(SIZE, 1)));
        }
        try (CuttingProxy proxy = new CuttingProxy(site.server().endpoint(), 0, Integer.MAX_VALUE);
                TestSite.Place place = site.through(proxy.endpoint(), bucket, new TestProfile())) {
            assertThatThrownBy(() -> get(place.store(), KEY))
                    .isInstanceOf(TransientStoreException.class)
                    .hasMessageContaining("broke off after 0 of");
            assertThat(place.requests().count(GetObjectRequest.class)).isEqualTo(6);
        }
    }

    @Test
    void stoppingEarlyLeavesTheConnectionsUsable() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            place.store().put(KEY, source(bytes(SIZE, 1)));
            // More than there are connections.
            for (int i = 0; i < 100; i++) {
                int wanted = i % 2 == 0 ? 10 : SIZE - 10;
                place.store().get(KEY, in -> assertThat(in.readNBytes(wanted)).hasSize(wanted));
            }
            assertThat(get(place.store(), KEY)).isEqualTo(bytes(SIZE, 1));
        }
    }

    @Test
    void onlyWhoSaysSoGivesRanges() throws Exception {
        Map<Optional<String>, Boolean> expected =
                Map.of(Optional.of("bytes"), true, Optional.of("none"), false, Optional.empty(), false);
        for (Map.Entry<Optional<String>, Boolean> said : expected.entrySet()) {
            Reply plain = new Reply(200, Map.of("ETag", "\"1\""), "content");
            Reply reply = said.getKey()
                    .map(ranges -> plain.with("Accept-Ranges", ranges))
                    .orElse(plain);
            try (CannedServer server = CannedServer.always(reply);
                    Requests requests = Connection.open(
                            Sites.at(server.endpoint()),
                            SiteMemory.NONE,
                            RetryPolicy.defaults(),
                            _ -> {},
                            InstantSource.system());
                    Download whole = Download.of(requests, KEY, "object")) {
                assertThat(whole.object().ranges()).isEqualTo(said.getValue());
                assertThat(whole.readAllBytes()).isEqualTo("content".getBytes(StandardCharsets.UTF_8));
            }
        }
    }
}
