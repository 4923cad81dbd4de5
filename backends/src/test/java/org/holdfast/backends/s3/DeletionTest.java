package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.backends.s3.TestSite.key;
import static org.holdfast.backends.s3.TestSite.list;
import static org.holdfast.backends.s3.TestSite.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.PartialDeleteException;
import org.holdfast.backends.TransientStoreException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.S3Error;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class DeletionTest {
    private TestSite site;

    @BeforeAll
    void start(@TempDir Path dir) {
        site = TestSite.start(dir);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    private static List<ObjectKey> put(TestSite.Place place, int count) throws Exception {
        List<ObjectKey> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(key("object-" + i));
            place.store().put(keys.getLast(), source(new byte[1]));
        }
        place.requests().names();
        return keys;
    }

    /// Says of some keys that they could not be deleted, in an answer that is otherwise a success.
    private static final class Failing implements PlainRequests.Wire {
        private final String code;
        private final AtomicInteger times;

        Failing(String code, int times) {
            this.code = code;
            this.times = new AtomicInteger(times);
        }

        @Override
        public SdkResponse answered(SdkRequest request, SdkResponse response) {
            if (!(response instanceof DeleteObjectsResponse answer) || times.getAndDecrement() <= 0) {
                return response;
            }
            List<S3Error> errors = new ArrayList<>();
            for (int i : new int[] {1, 3}) {
                errors.add(S3Error.builder()
                        .key("site/object-" + i)
                        .code(code)
                        .message("on purpose")
                        .build());
            }
            return answer.toBuilder().errors(errors).build();
        }
    }

    @Test
    void manyAreDeletedInBatchesOfTheProvidersSize() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile().deleteBatch(4))) {
            place.store().delete(put(place, 10));
            List<DeleteObjectsRequest> batches = place.requests().all(DeleteObjectsRequest.class);
            assertThat(batches)
                    .extracting(batch -> batch.delete().objects().size())
                    .containsExactlyInAnyOrder(4, 4, 2);
            assertThat(list(place.store(), "")).isEmpty();
        }
    }

    @Test
    void oneIsDeletedByItself() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            place.store().delete(put(place, 1));
            assertThat(place.requests().names()).containsExactly("DeleteObject");
        }
    }

    @Test
    void errorsOfKeysThatMayPassAreTriedAgainAndOnlyThose() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            List<ObjectKey> keys = put(place, 5);
            Failing wire = new Failing("SlowDown", 1);
            place.requests().on(wire);
            place.store().delete(keys);
            assertThat(wire.times.get()).isNegative();
            assertThat(place.requests().all(DeleteObjectsRequest.class))
                    .extracting(batch -> batch.delete().objects().size())
                    .containsExactly(5, 2);
        }
    }

    @Test
    void errorsOfKeysThatStayAreNamed() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            List<ObjectKey> keys = put(place, 5);
            place.requests().on(new Failing("AccessDenied", 1));
            assertThatThrownBy(() -> place.store().delete(keys))
                    .isInstanceOfSatisfying(PartialDeleteException.class, e -> assertThat(e.survivors())
                            .containsExactlyInAnyOrder(key("object-1"), key("object-3")))
                    .hasCauseInstanceOf(AccessDeniedException.class);
            place.requests().on(new Failing("InternalError", 100));
            assertThatThrownBy(() -> place.store().delete(keys))
                    .isInstanceOfSatisfying(PartialDeleteException.class, e -> {
                        assertThat(e.survivors()).containsExactlyInAnyOrder(key("object-1"), key("object-3"));
                        assertThat(e.transientFailure()).isPresent();
                    })
                    .hasCauseInstanceOf(TransientStoreException.class);
        }
    }

    @Test
    void whereBatchesAreRefusedEachIsDeletedByItself() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            AtomicInteger hits = new AtomicInteger();
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public void sending(SdkRequest request) {
                    if (request instanceof DeleteObjectsRequest) {
                        hits.incrementAndGet();
                        throw PlainRequests.error(501, "NotImplemented");
                    }
                }
            });
            place.store().delete(put(place, 5));
            place.store().delete(put(place, 5));
            assertThat(hits).hasValue(1);
            assertThat(place.requests().news()).hasSize(1);
            assertThat(list(place.store(), "")).isEmpty();
        }
    }

    @Test
    void aServiceThatIsGoneIsNotAskedForEveryBatch() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile().deleteBatch(2).uploads(1))) {
            List<ObjectKey> keys = put(place, 10);
            AtomicInteger hits = new AtomicInteger();
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public void sending(SdkRequest request) {
                    hits.incrementAndGet();
                    throw PlainRequests.error(503, "ServiceUnavailable");
                }
            });
            assertThatThrownBy(() -> place.store().delete(keys))
                    .isInstanceOfSatisfying(PartialDeleteException.class, e -> assertThat(e.survivors())
                            .containsExactlyInAnyOrderElementsOf(keys));
            // As often as one request is tried.
            assertThat(hits).hasValue(3);
        }
    }
}
