package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.backends.s3.TestSite.PART;
import static org.holdfast.backends.s3.TestSite.bytes;
import static org.holdfast.backends.s3.TestSite.get;
import static org.holdfast.backends.s3.TestSite.key;
import static org.holdfast.backends.s3.TestSite.source;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.holdfast.backends.ObjectKey;
import org.holdfast.backends.Tasks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

class CopyLessonsTest extends OnOneSite {
    private static final ObjectKey FROM = key("from/object");
    private static final ObjectKey TO = key("to/object");

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

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
