package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.backends.s3.TestSite.PART;
import static org.holdfast.backends.s3.TestSite.bytes;
import static org.holdfast.backends.s3.TestSite.get;
import static org.holdfast.backends.s3.TestSite.key;
import static org.holdfast.backends.s3.TestSite.source;
import static org.holdfast.backends.s3.TestSite.unfinished;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.holdfast.backends.AccessDeniedException;
import org.holdfast.backends.ByteSource;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.ObjectNotFoundException;
import org.holdfast.backends.Tasks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class CopyLadderTest {
    private static final ObjectKey FROM = key("from/object");
    private static final ObjectKey TO = key("to/object");

    private TestSite site;

    @BeforeAll
    void start(@TempDir Path dir) {
        site = TestSite.start(dir);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    /// Refuses requests of one type, and counts.
    private static final class Refusing implements PlainRequests.Wire {
        private final Class<? extends SdkRequest> type;
        private final int status;
        private final String code;
        private final int from;
        private final AtomicInteger hits = new AtomicInteger();

        Refusing(Class<? extends SdkRequest> type, int status, String code) {
            this(type, status, code, 1);
        }

        /// @param from the first one to refuse, counted from 1
        Refusing(Class<? extends SdkRequest> type, int status, String code, int from) {
            this.type = type;
            this.status = status;
            this.code = code;
            this.from = from;
        }

        @Override
        public void sending(SdkRequest request) {
            if (type.isInstance(request) && hits.incrementAndGet() >= from) {
                throw PlainRequests.error(status, code);
            }
        }
    }

    @Test
    void anOrdinaryCopyIsOneRequest() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            byte[] content = bytes(70_000, 1);
            place.store().put(FROM, source(content));
            place.requests().names();
            place.store().copy(FROM, TO);
            assertThat(place.requests().names()).containsExactly("CopyObject");
            place.store().copy(FROM, TO, Optional.of(source(content)));
            assertThat(place.requests().names()).containsExactly("CopyObject");
            assertThat(get(place.store(), TO)).isEqualTo(content);
        }
    }

    @Test
    void aLargeObjectIsCopiedInRanges() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile().copyCutoff(2L * PART))) {
            byte[] content = bytes(3 * PART + 9, 1);
            place.store().put(FROM, source(content));
            place.requests().names();
            place.store().copy(FROM, TO);
            assertThat(place.requests().names())
                    .containsExactly(
                            "CompleteMultipartUpload",
                            "CreateMultipartUpload",
                            "HeadObject",
                            "UploadPartCopy",
                            "UploadPartCopy",
                            "UploadPartCopy",
                            "UploadPartCopy");
            assertThat(get(place.store(), TO)).isEqualTo(content);
            assertThat(unfinished(place.store())).isEmpty();
        }
    }

    @Test
    void whatTheServiceFindsTooLargeIsCopiedInRangesAndTeachesNothing() throws Exception {
        String bucket = site.server().newBucket();
        byte[] content = bytes(3 * PART, 1);
        try (TestSite.Place place = site.on(bucket, new TestProfile(), new PartBuffers(8L * PART), true)) {
            place.store().put(FROM, source(content));
            Refusing wire = new Refusing(CopyObjectRequest.class, 400, "EntityTooLarge");
            place.requests().on(wire);
            place.store().copy(FROM, TO);
            assertThat(wire.hits).hasValue(1);
            assertThat(place.requests().count(UploadPartCopyRequest.class)).isEqualTo(3);
            assertThat(place.requests().news()).isEmpty();
            assertThat(get(place.store(), TO)).isEqualTo(content);
        }
    }

    @ParameterizedTest
    @CsvSource({"501,NotImplemented", "405,MethodNotAllowed", "400,NotImplemented", "403,AccessDenied"})
    void aRefusedRungIsLeftOutAfterwardsAndReportedOnce(int status, String code) throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            byte[] content = bytes(50_000, 1);
            place.store().put(FROM, source(content));
            place.requests().names();
            Refusing wire = new Refusing(CopyObjectRequest.class, status, code);
            place.requests().on(wire);
            for (int i = 0; i < 3; i++) {
                place.store().copy(FROM, key("to/" + i), Optional.of(source(content)));
                assertThat(get(place.store(), key("to/" + i))).isEqualTo(content);
            }
            assertThat(wire.hits).hasValue(1);
            assertThat(place.requests().news()).hasSize(1);
            assertThat(place.requests().profile().can(Ability.COPY)).isFalse();
            assertThat(place.requests().count(PutObjectRequest.class)).isEqualTo(3);
        }
    }

    /// Eight tries each would take a service's bad hour to make a night of it.
    @ParameterizedTest
    @CsvSource({"500,InternalError", "503,SlowDown", "400,InvalidRequest"})
    void aRungThatOnlyFailsIsLeftOutOfTheNextCopiesAndReportedOnce(int status, String code) throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            byte[] content = bytes(50_000, 1);
            place.store().put(FROM, source(content));
            Refusing wire = new Refusing(CopyObjectRequest.class, status, code);
            place.requests().on(wire);
            place.store().copy(FROM, key("to/0"), Optional.of(source(content)));
            int tries = wire.hits.get();
            assertThat(tries).isEqualTo(status == 400 ? 1 : PlainRequests.TRIES);
            for (int i = 1; i < 3; i++) {
                place.store().copy(FROM, key("to/" + i), Optional.of(source(content)));
                assertThat(get(place.store(), key("to/" + i))).isEqualTo(content);
            }
            assertThat(wire.hits).hasValue(tries);
            assertThat(place.requests().news())
                    .singleElement()
                    .asString()
                    .startsWith("copies of objects fail")
                    .contains(code);
            assertThat(place.requests().profile().can(Ability.COPY)).isTrue();
        }
    }

    /// Services that refuse copies for a while were seen to.
    @Test
    void whatWasRefusedInAnEarlierRunIsTriedOnceMore() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile().without(Ability.COPY))) {
            place.requests().recall(Ability.COPY);
            byte[] content = bytes(50_000, 1);
            place.store().put(FROM, source(content));
            Refusing wire = new Refusing(CopyObjectRequest.class, 501, "NotImplemented");
            place.requests().on(wire);
            for (int i = 0; i < 3; i++) {
                place.store().copy(FROM, key("to/" + i), Optional.of(source(content)));
            }
            assertThat(wire.hits).hasValue(1);
            assertThat(place.requests().news()).isEmpty();
        }
        try (TestSite.Place place = site.place(new TestProfile().without(Ability.COPY))) {
            place.requests().recall(Ability.COPY);
            byte[] content = bytes(50_000, 1);
            place.store().put(FROM, source(content));
            place.store().copy(FROM, TO, Optional.of(source(content)));
            assertThat(place.requests().news()).singleElement().asString().contains("there after all");
            place.requests().names();
            place.store().copy(FROM, key("to/again"), Optional.of(source(content)));
            assertThat(place.requests().names()).containsExactly("CopyObject");
        }
    }

    @ParameterizedTest
    @CsvSource({"501,NotImplemented", "405,MethodNotAllowed", "400,NotImplemented", "403,AccessDenied"})
    void aRefusalAfterACopyThatWorkedTeachesNothing(int status, String code) throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            byte[] content = bytes(50_000, 1);
            place.store().put(FROM, source(content));
            place.store().copy(FROM, key("to/before"));
            Refusing wire = new Refusing(CopyObjectRequest.class, status, code);
            place.requests().on(wire);
            place.store().copy(FROM, TO, Optional.of(source(content)));
            assertThat(wire.hits).hasValue(1);
            assertThat(get(place.store(), TO)).isEqualTo(content);
            assertThat(place.requests().news()).isEmpty();
            place.requests().on(new PlainRequests.Wire() {});
            place.requests().names();
            place.store().copy(FROM, key("to/after"), Optional.of(source(content)));
            assertThat(place.requests().names()).containsExactly("CopyObject");
        }
    }

    @ParameterizedTest
    @CsvSource({"501,NotImplemented", "403,AccessDenied"})
    void aRangeRefusedAfterOneThatWorkedTeachesNothing(int status, String code) throws Exception {
        try (TestSite.Place place = site.place(new TestProfile().copyCutoff(PART))) {
            byte[] content = bytes(2 * PART, 1);
            place.store().put(FROM, source(content));
            place.store().copy(FROM, key("to/before"));
            Refusing wire = new Refusing(UploadPartCopyRequest.class, status, code);
            place.requests().on(wire);
            place.store().copy(FROM, TO);
            assertThat(wire.hits.get()).isPositive();
            assertThat(get(place.store(), TO)).isEqualTo(content);
            assertThat(place.requests().news()).isEmpty();
            place.requests().on(new PlainRequests.Wire() {});
            place.requests().names();
            place.store().copy(FROM, key("to/after"));
            assertThat(place.requests().names()).contains("UploadPartCopy").doesNotContain("UploadPart");
        }
    }

    @Test
    void oneRangeThatWorkedShowsThatTheServiceCan() throws Exception {
        try (TestSite.Place place =
                site.place(new TestProfile().copyCutoff(PART).copies(1))) {
            byte[] content = bytes(2 * PART, 1);
            place.store().put(FROM, source(content));
            Refusing wire = new Refusing(UploadPartCopyRequest.class, 501, "NotImplemented", 2);
            place.requests().on(wire);
            place.store().copy(FROM, TO);
            assertThat(wire.hits).hasValue(2);
            assertThat(get(place.store(), TO)).isEqualTo(content);
            assertThat(place.requests().profile().can(Ability.COPY_PART)).isTrue();
            assertThat(place.requests().news()).isEmpty();
        }
    }

    @Test
    void rangesRefusedFromTheStartAreLeftOutAfterwards() throws Exception {
        try (TestSite.Place place =
                site.place(new TestProfile().copyCutoff(PART).copies(1))) {
            byte[] content = bytes(2 * PART, 1);
            place.store().put(FROM, source(content));
            Refusing wire = new Refusing(UploadPartCopyRequest.class, 501, "NotImplemented");
            place.requests().on(wire);
            place.store().copy(FROM, TO);
            place.store().copy(FROM, key("to/after"));
            assertThat(wire.hits).hasValue(1);
            assertThat(place.requests().profile().can(Ability.COPY_PART)).isFalse();
            assertThat(place.requests().news()).hasSize(1);
        }
    }

    /// As when the first copies of a run are under way at once.
    @Test
    void aCopyThatWorksTakesBackWhatARefusalAtTheSameTimeTaught() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile());
                Tasks tasks = new Tasks(1)) {
            byte[] content = bytes(50_000, 1);
            place.store().put(FROM, source(content));
            CountDownLatch answered = new CountDownLatch(1);
            CountDownLatch refused = new CountDownLatch(1);
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public void sending(SdkRequest request) {
                    if (request instanceof CopyObjectRequest copy
                            && copy.destinationKey().endsWith("refused")) {
                        throw PlainRequests.error(501, "NotImplemented");
                    }
                }

                @Override
                public SdkResponse answered(SdkRequest request, SdkResponse response) {
                    if (response instanceof CopyObjectResponse) {
                        answered.countDown();
                        await(refused);
                    }
                    return response;
                }
            });
            tasks.submit(() -> place.store().copy(FROM, TO));
            await(answered);
            place.store().copy(FROM, key("to/refused"));
            assertThat(place.requests().profile().can(Ability.COPY)).isFalse();
            refused.countDown();
            tasks.join();
            assertThat(place.requests().profile().can(Ability.COPY)).isTrue();
            assertThat(place.requests().news()).hasSize(2);
            place.requests().names();
            place.store().copy(FROM, key("to/after"));
            assertThat(place.requests().names()).containsExactly("CopyObject");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whoMayNotReadTheSourceIsToldSo() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            place.store().put(FROM, source(bytes(10, 1)));
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public void sending(SdkRequest request) {
                    if (request instanceof CopyObjectRequest || request instanceof HeadObjectRequest) {
                        throw PlainRequests.error(403, "AccessDenied");
                    }
                }
            });
            assertThatThrownBy(() -> place.store().copy(FROM, TO)).isInstanceOf(AccessDeniedException.class);
            assertThat(place.requests().news()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"403,InvalidObjectState", "403,SignatureDoesNotMatch", "400,EntityTooLarge"})
    void whatIsWrongWithOneObjectTeachesNothing(int status, String code) throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            byte[] content = bytes(50_000, 1);
            place.store().put(FROM, source(content));
            Refusing wire = new Refusing(CopyObjectRequest.class, status, code);
            place.requests().on(wire);
            place.store().copy(FROM, TO, Optional.of(source(content)));
            assertThat(wire.hits).hasValue(1);
            assertThat(get(place.store(), TO)).isEqualTo(content);
            assertThat(place.requests().news()).isEmpty();
        }
    }

    @Test
    void whatKeptFailingIsTriedAgainAfterAWhile() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            byte[] content = bytes(50_000, 1);
            place.store().put(FROM, source(content));
            Refusing wire = new Refusing(CopyObjectRequest.class, 500, "InternalError");
            place.requests().on(wire);
            place.store().copy(FROM, TO);
            assertThat(wire.hits).hasValue(PlainRequests.TRIES);
            assertThat(get(place.store(), TO)).isEqualTo(content);
            place.requests().on(new PlainRequests.Wire() {});
            place.requests().names();
            for (int i = 0; i < 8; i++) {
                place.store().copy(FROM, TO, Optional.of(source(content)));
            }
            assertThat(place.requests().names()).doesNotContain("CopyObject").hasSize(8);
            for (int i = 0; i < 3; i++) {
                place.store().copy(FROM, TO, Optional.of(source(content)));
            }
            assertThat(place.requests().names()).containsExactly("CopyObject", "CopyObject", "CopyObject");
        }
    }

    /// Takes the tag out of the first answers to copies.
    private static final class Untagging implements PlainRequests.Wire {
        private final AtomicInteger left;

        Untagging(int times) {
            this.left = new AtomicInteger(times);
        }

        @Override
        public SdkResponse answered(SdkRequest request, SdkResponse response) {
            return switch (response) {
                case CopyObjectResponse copy
                when left.getAndDecrement() > 0 ->
                    copy.toBuilder()
                            .copyObjectResult(result -> result.eTag(null))
                            .build();
                case UploadPartCopyResponse copy
                when left.getAndDecrement() > 0 ->
                    copy.toBuilder().copyPartResult(result -> result.eTag(null)).build();
                default -> response;
            };
        }
    }

    @Test
    void aCopyWithoutATagIsSentAgain() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            byte[] content = bytes(50_000, 1);
            place.store().put(FROM, source(content));
            Untagging wire = new Untagging(1);
            place.requests().on(wire);
            place.requests().names();
            place.store().copy(FROM, TO);
            assertThat(wire.left).hasValue(-1);
            assertThat(place.requests().names()).containsExactly("CopyObject", "CopyObject");
            assertThat(get(place.store(), TO)).isEqualTo(content);
        }
    }

    @Test
    void aCopyThatNeverHasATagIsNotBelieved() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            byte[] content = bytes(50_000, 1);
            place.store().put(FROM, source(content));
            place.requests().on(new Untagging(100));
            place.requests().names();
            place.store().copy(FROM, TO);
            // As often as one request is tried.
            assertThat(place.requests().names())
                    .containsExactly("CopyObject", "CopyObject", "CopyObject", "GetObject", "HeadObject", "PutObject");
            assertThat(get(place.store(), TO)).isEqualTo(content);
        }
    }

    @Test
    void aRangeWithoutATagIsSentAgain() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile().copyCutoff(PART))) {
            byte[] content = bytes(2 * PART, 1);
            place.store().put(FROM, source(content));
            Untagging wire = new Untagging(1);
            place.requests().on(wire);
            place.requests().names();
            place.store().copy(FROM, TO);
            assertThat(wire.left.get()).isNegative();
            assertThat(place.requests().names())
                    .containsExactly(
                            "CompleteMultipartUpload",
                            "CreateMultipartUpload",
                            "HeadObject",
                            "UploadPartCopy",
                            "UploadPartCopy",
                            "UploadPartCopy");
            assertThat(get(place.store(), TO)).isEqualTo(content);
        }
    }

    @Test
    void aRangeThatIsNotFoundGoesDownForThisObjectOnly() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile().copyCutoff(PART))) {
            byte[] content = bytes(2 * PART, 1);
            place.store().put(FROM, source(content));
            Refusing wire = new Refusing(UploadPartCopyRequest.class, 404, "NoSuchKey");
            place.requests().on(wire);
            place.store().copy(FROM, TO);
            assertThat(wire.hits.get()).isPositive();
            assertThat(get(place.store(), TO)).isEqualTo(content);
            assertThat(place.requests().news()).isEmpty();
            assertThat(unfinished(place.store())).isEmpty();
        }
    }

    @Test
    void withoutAnyCopyTheOriginalIsPutAgainAndElseTheObjectIsFetched() throws Exception {
        TestProfile profile = new TestProfile().without(Ability.COPY, Ability.COPY_PART);
        try (TestSite.Place place = site.place(profile)) {
            byte[] content = bytes(2 * PART + 3, 1);
            place.store().put(FROM, source(content));
            place.requests().names();
            place.store().copy(FROM, TO, Optional.of(source(content)));
            assertThat(place.requests().names())
                    .containsExactly(
                            "CompleteMultipartUpload",
                            "CreateMultipartUpload",
                            "UploadPart",
                            "UploadPart",
                            "UploadPart");
            IOException gone = new IOException("the file is gone");
            place.store().copy(FROM, key("other"), Optional.of(ByteSource.sized(content.length, _ -> {
                throw gone;
            })));
            assertThat(place.requests().names()).contains("HeadObject", "GetObject");
            assertThat(get(place.store(), TO)).isEqualTo(content);
            assertThat(get(place.store(), key("other"))).isEqualTo(content);
        }
    }

    @Test
    void whatIsMissingIsMissingOnEveryRung() throws Exception {
        for (TestProfile profile : new TestProfile[] {
            new TestProfile(),
            new TestProfile().without(Ability.COPY),
            new TestProfile().without(Ability.COPY, Ability.COPY_PART)
        }) {
            try (TestSite.Place place = site.place(profile)) {
                assertThatThrownBy(() -> place.store().copy(FROM, TO)).isInstanceOf(ObjectNotFoundException.class);
                assertThatThrownBy(() -> place.store().copy(FROM, FROM)).isInstanceOf(ObjectNotFoundException.class);
                assertThat(place.store().stat(TO)).isEmpty();
                assertThat(place.requests().news()).isEmpty();
            }
        }
    }

    @Test
    void aCopyOntoItselfSendsNoCopy() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            place.store().put(FROM, source(bytes(10, 1)));
            place.requests().names();
            place.store().copy(FROM, FROM);
            assertThat(place.requests().names()).containsExactly("HeadObject");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+ ! \" # $ @ & ' ( ) * , : ; = ?",
                "100%",
                "%2F%20%",
                "a+b c",
                "\u00fcn\u00efc\u00f6d\u00e9 \u65e5\u672c\u8a9e",
                "{}[]<>|\\^`~"
            })
    void everyKeyIsEncodedRightByEveryRung(String name) throws Exception {
        for (TestProfile profile : new TestProfile[] {
            new TestProfile(),
            new TestProfile().copyCutoff(PART),
            new TestProfile().without(Ability.COPY, Ability.COPY_PART)
        }) {
            try (TestSite.Place place = site.place(profile)) {
                byte[] content = bytes(PART + PART / 2, 1);
                place.store().put(key(name), source(content));
                place.store().copy(key(name), key("copies/" + name));
                assertThat(get(place.store(), key("copies/" + name))).isEqualTo(content);
            }
        }
    }
}
