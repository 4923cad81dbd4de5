package org.holdfast.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.holdfast.backends.s3.Parts.KEY;
import static org.holdfast.backends.s3.Parts.base64;
import static org.holdfast.backends.s3.Parts.leaveParts;
import static org.holdfast.backends.s3.Parts.sum;
import static org.holdfast.backends.s3.TestSite.PART;
import static org.holdfast.backends.s3.TestSite.bytes;
import static org.holdfast.backends.s3.TestSite.get;
import static org.holdfast.backends.s3.TestSite.source;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import org.holdfast.backends.TransientStoreException;
import org.holdfast.backends.s3.Parts.LostAnswer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

class LostAnswerTest extends OnOneSite {
    @Test
    void aLostAnswerToTheLastRequestIsNoFailure() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            AtomicInteger lost = new AtomicInteger();
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public void sending(SdkRequest request) {
                    if (request instanceof CompleteMultipartUploadRequest && lost.get() > 0) {
                        throw PlainRequests.error(404, "NoSuchUpload");
                    }
                }

                @Override
                public SdkResponse answered(SdkRequest request, SdkResponse response) {
                    if (response instanceof CompleteMultipartUploadResponse) {
                        lost.incrementAndGet();
                        throw PlainRequests.error(503, "ServiceUnavailable");
                    }
                    return response;
                }
            });
            byte[] content = bytes(2 * PART, 1);
            Optional<String> tag = place.store().put(KEY, source(content));
            assertThat(lost).hasValue(1);
            assertThat(place.store().stat(KEY).orElseThrow().tag()).isEqualTo(tag);
            assertThat(get(place.store(), KEY)).isEqualTo(content);
        }
    }

    @Test
    void anUploadThatVanishedIsAFailureThoughThereIsAnObject() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            place.store().put(KEY, source(bytes(2 * PART, 1)));
            place.requests().on(new PlainRequests.Wire() {
                @Override
                public void sending(SdkRequest request) {
                    if (request instanceof CompleteMultipartUploadRequest) {
                        throw PlainRequests.error(404, "NoSuchUpload");
                    }
                }
            });
            assertThatThrownBy(() -> place.store().put(KEY, source(bytes(2 * PART, 2))))
                    .isInstanceOf(TransientStoreException.class)
                    .hasMessageContaining("is gone");
        }
    }

    @Test
    void aLostAnswerIsNoFailureThoughTheTagSaysNothing() throws Exception {
        try (TestSite.Place place = site.place(new TestProfile())) {
            place.store().put(KEY, source(bytes(2 * PART, 1)));
            LostAnswer wire = new LostAnswer(head -> head.toBuilder()
                    .eTag("\"random\"")
                    .lastModified(head.lastModified().plusSeconds(2))
                    .build());
            place.requests().on(wire);
            byte[] content = bytes(2 * PART, 2);
            assertThat(place.store().put(KEY, source(content))).contains("random");
            assertThat(wire.lost).hasValue(1);
            assertThat(wire.gone).hasValue(1);
            assertThat(get(place.store(), KEY)).isEqualTo(content);
        }
    }

    @Test
    void aLostAnswerToAnUploadThatWasGoneOnWithIsNoFailure() throws Exception {
        String bucket = site.server().newBucket();
        byte[] content = bytes(3 * PART, 1);
        leaveParts(site, bucket, new TestProfile(), content);
        try (TestSite.Place place = site.on(bucket, new TestProfile(), new PartBuffers(8L * PART), true)) {
            LostAnswer wire = new LostAnswer(head -> head.toBuilder()
                    .eTag("\"random\"")
                    .lastModified(head.lastModified().plusSeconds(2))
                    .build());
            place.requests().on(wire);
            assertThat(place.store().put(KEY, TestSite.Named.of(content))).contains("random");
            assertThat(wire.gone).hasValue(1);
            assertThat(place.requests().count(CreateMultipartUploadRequest.class))
                    .isZero();
        }
    }

    /// With a tag that says nothing, whatever is not surely newer, or is not as large, is not what was sent.
    @Test
    void anotherObjectIsNotTakenForTheOneThatWasSent() throws Exception {
        List<UnaryOperator<HeadObjectResponse>> others = List.of(
                head -> head.toBuilder().eTag("\"random\"").build(),
                head -> head.toBuilder().eTag("\"random\"").lastModified(null).build(),
                head -> head.toBuilder()
                        .eTag("\"random\"")
                        .lastModified(head.lastModified().plusSeconds(2))
                        .contentLength(2L * PART - 1)
                        .build());
        try (TestSite.Place place = site.place(new TestProfile())) {
            place.store().put(KEY, source(bytes(2 * PART, 1)));
            for (UnaryOperator<HeadObjectResponse> other : others) {
                LostAnswer wire = new LostAnswer(other);
                wire.lost.set(1);
                place.requests().on(wire);
                assertThatThrownBy(() -> place.store().put(KEY, source(bytes(2 * PART, 2))))
                        .isInstanceOf(TransientStoreException.class)
                        .hasMessageContaining("is gone");
                assertThat(wire.gone).hasValue(1);
            }
        }
    }

    /// As AWS does where it encrypts by keys of its key service: the tag is made up, and the date is that of the
    /// beginning.
    @Test
    void anObjectOfPartsIsKnownByItsChecksum() throws Exception {
        TestProfile amazon = new TestProfile().checksums(Profile.Checksums.DEFAULT);
        try (TestSite.Place place = site.place(amazon)) {
            CRC32 all = new CRC32();
            all.update(Base64.getDecoder().decode(sum(1)));
            all.update(Base64.getDecoder().decode(sum(2)));
            String whole = base64((int) all.getValue()) + "-2";
            for (String told : List.of(whole, sum(1) + "-2")) {
                LostAnswer wire = new LostAnswer(head -> head.toBuilder()
                        .eTag("\"random\"")
                        .lastModified(Instant.EPOCH)
                        .checksumCRC32(told)
                        .build());
                place.requests().on(wire);
                Throwable thrown = catchThrowable(() -> place.store().put(KEY, source(bytes(2 * PART, 1))));
                assertThat(wire.gone).hasValue(1);
                if (told.equals(whole)) {
                    assertThat(thrown).isNull();
                } else {
                    assertThat(thrown).isInstanceOf(TransientStoreException.class);
                }
            }
            assertThat(place.requests().wired(HeadObjectRequest.class))
                    .isNotEmpty()
                    .allMatch(sent -> sent.contains("x-amz-checksum-mode"));
        }
    }
}
