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
import java.util.function.Predicate;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.PartialDeleteException;
import org.holdfast.backends.TransientStoreException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
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

    /// Answers batches with these errors and keeps some of their keys, which go to the server under other names.
    private static final class Keeping implements PlainRequests.Wire {
        private static final String OTHER = "other/";

        private final Predicate<String> kept;
        private final AtomicInteger left;
        private final List<S3Error> errors;

        /// @param kept by the whole key in the bucket
        Keeping(Predicate<String> kept, int times, S3Error... errors) {
            this.kept = kept;
            this.left = new AtomicInteger(times);
            this.errors = List.of(errors);
        }

        @Override
        public SdkRequest altered(SdkRequest request) {
            if (left.get() <= 0 || !(request instanceof DeleteObjectsRequest batch)) {
                return request;
            }
            List<ObjectIdentifier> objects =
                    batch.delete().objects().stream().map(this::altered).toList();
            return batch.toBuilder()
                    .delete(batch.delete().toBuilder().objects(objects).build())
                    .build();
        }

        private ObjectIdentifier altered(ObjectIdentifier object) {
            return kept.test(object.key())
                    ? object.toBuilder().key(OTHER + object.key()).build()
                    : object;
        }

        @Override
        public SdkResponse answered(SdkRequest request, SdkResponse response) {
            if (request instanceof DeleteObjectsRequest batch
                    && response instanceof DeleteObjectsResponse answer
                    && batch.delete().objects().stream()
                            .anyMatch(object -> object.key().startsWith(OTHER))) {
                left.decrementAndGet();
                return answer.toBuilder().errors(errors).build();
            }
            return response;
        }
    }

    private static S3Error error(@Nullable String key, String code) {
        return S3Error.builder().key(key).code(code).message("on purpose").build();
    }

    private static List<S3Error> errorsOfNoKey() {
        return List.of(
                error(null, "AccessDenied"),
                error("", "MalformedXML"),
                error("site/never-asked-for", "InternalThing"),
                S3Error.builder().build());
    }

    @ParameterizedTest
    @MethodSource("errorsOfNoKey")
    void anErrorOfNoKnownKeyHasEachDeletedByItself(S3Error error) throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            List<ObjectKey> keys = put(place, 4);
            Keeping wire = new Keeping(_ -> true, 1, error, error("site/object-2", "NoSuchKey"));
            place.requests().on(wire);
            place.store().delete(keys);
            assertThat(wire.left).hasValue(0);
            // The one that the service says is gone is not asked for.
            assertThat(list(place.store(), "")).containsExactly("object-2");
            assertThat(place.requests().count(DeleteObjectRequest.class)).isEqualTo(3);
        }
    }

    @Test
    void whatSurvivesAnErrorOfNoKnownKeyIsNamed() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            List<ObjectKey> keys = put(place, 4);
            Keeping batches =
                    new Keeping(_ -> true, 1, error(null, "AccessDenied"), error("site/object-2", "ObjectLocked"));
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public SdkRequest altered(SdkRequest request) {
                    return batches.altered(request);
                }

                @Override
                public void sending(SdkRequest request) {
                    if (request instanceof DeleteObjectRequest one && one.key().equals("site/object-1")) {
                        throw PlainRequests.error(403, "AccessDenied");
                    }
                }

                @Override
                public SdkResponse answered(SdkRequest request, SdkResponse response) {
                    return batches.answered(request, response);
                }
            });
            assertThatThrownBy(() -> place.store().delete(keys))
                    .isInstanceOfSatisfying(PartialDeleteException.class, e -> assertThat(e.survivors())
                            .containsExactlyInAnyOrder(key("object-1"), key("object-2")));
            assertThat(batches.left).hasValue(0);
            assertThat(list(place.store(), "")).containsExactlyInAnyOrder("object-1", "object-2");
        }
    }

    @Test
    void aPassingErrorOfNoKnownKeyHasTheWholeBatchSentAgain() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            List<ObjectKey> keys = put(place, 4);
            place.requests().on(new Keeping(_ -> true, 1, error(null, "SlowDown")));
            place.store().delete(keys);
            assertThat(place.requests().all(DeleteObjectsRequest.class))
                    .extracting(batch -> batch.delete().objects().size())
                    .containsExactly(4, 4);
            assertThat(list(place.store(), "")).isEmpty();
        }
    }

    @Test
    void anUnknownKeyThatIsNotThereIsNoError() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            List<ObjectKey> keys = put(place, 4);
            keys.add(key("absent"));
            Keeping wire = new Keeping(name -> name.equals("site/absent"), 1, error(null, "NoSuchKey"));
            place.requests().on(wire);
            place.store().delete(keys);
            assertThat(wire.left).hasValue(0);
            assertThat(place.requests().names()).containsExactly("DeleteObjects");
        }
    }

    /// The locked one is in the first of many batches, which are sent one after another.
    @ParameterizedTest
    @ValueSource(strings = {"AccessDenied", "InternalError"})
    void oneKeyThatStaysKeepsNoOther(String code) throws Exception {
        try (TestSite.Place place = site.place(new TestProfile().deleteBatch(4).uploads(1))) {
            List<ObjectKey> keys = put(place, 12);
            Keeping wire = new Keeping(name -> name.equals("site/object-1"), 100, error("site/object-1", code));
            place.requests().on(wire);
            assertThatThrownBy(() -> place.store().delete(keys))
                    .isInstanceOfSatisfying(PartialDeleteException.class, e -> assertThat(e.survivors())
                            .containsExactly(key("object-1")));
            assertThat(wire.left.get()).isLessThan(100);
            assertThat(list(place.store(), "")).containsExactly("object-1");
        }
    }

    @Test
    void oneKeyThatIsLockedKeepsNoOtherWhereThereAreNoBatches() throws Exception {
        TestProfile profile = new TestProfile().without(Ability.BATCH_DELETE).uploads(1);
        try (TestSite.Place place = site.place(profile)) {
            List<ObjectKey> keys = put(place, 5);
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public void sending(SdkRequest request) {
                    if (request instanceof DeleteObjectRequest one && one.key().equals("site/object-1")) {
                        throw PlainRequests.error(403, "AccessDenied");
                    }
                }
            });
            assertThatThrownBy(() -> place.store().delete(keys))
                    .isInstanceOfSatisfying(PartialDeleteException.class, e -> assertThat(e.survivors())
                            .containsExactly(key("object-1")));
            assertThat(list(place.store(), "")).containsExactly("object-1");
        }
    }

    @Test
    void whoMayNotDeleteIsNotRefusedForEveryBatch() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile().deleteBatch(2).uploads(1))) {
            List<ObjectKey> keys = put(place, 6);
            AtomicInteger hits = new AtomicInteger();
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public void sending(SdkRequest request) {
                    hits.incrementAndGet();
                    throw PlainRequests.error(403, "AccessDenied");
                }
            });
            assertThatThrownBy(() -> place.store().delete(keys))
                    .isInstanceOfSatisfying(PartialDeleteException.class, e -> assertThat(e.survivors())
                            .containsExactlyInAnyOrderElementsOf(keys));
            assertThat(hits).hasValue(1);
        }
    }

    @Test
    void aBatchRefusedAfterOneThatWorkedTeachesNothing() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            place.store().delete(put(place, 3));
            List<ObjectKey> keys = put(place, 3);
            AtomicInteger hits = new AtomicInteger();
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public void sending(SdkRequest request) {
                    if (request instanceof DeleteObjectsRequest && hits.getAndIncrement() == 0) {
                        throw PlainRequests.error(501, "NotImplemented");
                    }
                }
            });
            place.store().delete(keys);
            assertThat(list(place.store(), "")).isEmpty();
            assertThat(place.requests().news()).isEmpty();
            place.store().delete(put(place, 3));
            assertThat(hits).hasValue(2);
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
